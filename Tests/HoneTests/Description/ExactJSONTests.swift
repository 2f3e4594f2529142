import Foundation
import Hone
import HoneCore
import Testing

@Suite("Exact JSON") struct ExactJSONTests {
    struct Sample: Codable, Hashable {
        var whole = 1.0
        var large = 1e300
        var count = 3
        var seed = UInt64.max
        var missing: Double?
        var text = "a \"b\" \u{1} / é"
        var list: [ParameterValue] = [1, 1.0, "1", true, -0.5, 500.0]
        var nested: [String: [String: ParameterValue]] = ["x": ["y": 2.0], "z": [:]]
        var flag = false
    }

    @Test("keeps the type of every number")
    func roundTrip() throws {
        let text = try ExactJSONEncoder().text(of: Sample())
        #expect(try ExactJSONDecoder.decode(Sample.self, from: text.utf8) == Sample())
        #expect(text.contains("\"list\":[1,1.0,\"1\",true,-0.5,500.0]"))
        #expect(text.contains("\"seed\":18446744073709551615"))
    }

    @Test("is JSON for other readers, and reads what others wrote")
    func foreign() throws {
        let text = try ExactJSONEncoder().text(of: Sample())
        let read = try JSONDecoder().decode(Sample.self, from: Data(text.utf8))
        #expect(read.text == Sample().text && read.seed == .max && read.nested["x"]?["y"]?.number == 2)
        let written = try JSONEncoder().encode(Sample())
        let ours = try ExactJSONDecoder.decode(Sample.self, from: written)
        #expect(ours.whole == 1 && ours.count == 3 && ours.list.count == 6)
    }

    @Test("refuses numbers that JSON lacks, or writes them as text")
    func nonFinite() throws {
        #expect(throws: EncodingError.self) { try ExactJSONEncoder().text(of: [Double.nan]) }
        #expect(try ExactJSONEncoder(nonFinite: .text).text(of: [Double.nan, -.infinity]) == "[\"nan\",\"-inf\"]")
    }

    @Test("says what it found where something else should stand")
    func errors() {
        for text in ["{}", "[]", "{\"whole\": \"x\"}", "{\"whole\":1,\"count\":1.0}", "nope", ""] {
            #expect(throws: (any Error).self) { try ExactJSONDecoder.decode(Sample.self, from: text.utf8) }
        }
    }
}
