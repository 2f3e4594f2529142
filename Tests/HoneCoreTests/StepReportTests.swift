import Foundation
import HoneCore
import Testing

struct StepReportTests {
    @Test func aReportOfOneObjectiveIsWrittenAsItAlwaysWas() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(StepReport(step: 3, value: 0.5)), as: UTF8.self)
        #expect(text == #"{"step":3,"value":0.5}"#)
        let read = try JSONDecoder().decode(StepReport.self, from: Data(text.utf8))
        #expect(read == StepReport(step: 3, value: 0.5))
    }

    @Test func furtherObjectivesAreKept() throws {
        let report = StepReport(step: 1, value: 0.5, further: [2, 3])
        #expect(report.values == [0.5, 2, 3])
        #expect(try JSONDecoder().decode(StepReport.self, from: try JSONEncoder().encode(report)) == report)
    }
}
