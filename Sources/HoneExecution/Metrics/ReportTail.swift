import Foundation
import HoneCore

/// The step reports of a running program, as they come: lines of a file that hold JSON behind a prefix.
struct ReportTail {
    struct Report {
        var metrics: [String: Double]
        var step: Int
    }

    /// Bytes read at a time; what a program writes between two looks beyond this comes with the next look.
    private static let chunk = 1 << 18
    /// Bytes of a line; a longer one is read when the trial is over.
    private static let longestLine = 1 << 20

    let path: String
    /// What stands before the JSON: nothing in the results file, `hone:` on stdout.
    let prefix: [UInt8]
    private var offset = 0
    private var partialLine: [UInt8] = []

    init(path: String, prefix: String = "") {
        self.path = path
        self.prefix = Array(prefix.utf8)
    }

    /// The reports that were completed since the last call.
    mutating func next() -> [Report] {
        // Most looks find nothing new; they cost one call.
        var information = stat()
        guard stat(path, &information) == 0, Int(information.st_size) != offset else { return [] }
        guard var file = try? RegularFile(path) else { return [] }
        if file.size < offset {
            // Written anew from its beginning.
            offset = 0
            partialLine = []
        }
        file.offset = offset
        let bytes = file.rest(limit: Self.chunk)
        offset += bytes.count
        var reports: [Report] = []
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if line.offset > 0 {
                if let report = partialLine.withUnsafeBufferPointer(report(in:)) { reports.append(report) }
                partialLine.removeAll(keepingCapacity: true)
            }
            partialLine.append(contentsOf: line.element.prefix(Self.longestLine - partialLine.count))
        }
        return reports
    }

    private func report(in line: UnsafeBufferPointer<UInt8>) -> Report? {
        guard line.count < Self.longestLine, line.starts(with: prefix) else { return nil }
        var room = OtherMetrics.limit
        let json = UnsafeBufferPointer(rebasing: line.dropFirst(prefix.count))
        let members = NumberObject.parse(json) { name in
            room -= 1
            return name == "step" || (room >= 0 && name.utf8.count <= OtherMetrics.longestName)
        }
        guard let members,
            let step = members.last(where: { $0.name == "step" })?.reading.value.flatMap(Int.init(exactly:))
        else { return nil }
        var metrics: [String: Double] = [:]
        for (name, reading) in members where name != "step" { metrics[name] = reading.value }
        return Report(metrics: metrics, step: step)
    }
}
