import CSystem
import Foundation

/// The step reports of a running program, as they come: lines of a file that hold JSON behind a prefix.
struct ReportTail {
    struct Report {
        var metrics: [String: Double]
        var step: Int
    }

    /// Bytes read at a time; what a program writes between two looks beyond this comes with the next look.
    private static let chunk = 1 << 18

    let path: String
    /// What stands before the JSON: nothing in the results file, `hone:` on stdout.
    let prefix: [UInt8]
    private var offset: UInt64 = 0
    private var partialLine: [UInt8] = []

    init(path: String, prefix: String = "") {
        self.path = path
        self.prefix = Array(prefix.utf8)
    }

    /// The reports that were completed since the last call.
    mutating func next() -> [Report] {
        let file = hone_open_regular(path, O_RDONLY, 0)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var information = stat()
        guard fstat(file, &information) == 0, UInt64(information.st_size) > offset else { return [] }
        var data = [UInt8](repeating: 0, count: min(Self.chunk, Int(information.st_size) - Int(offset)))
        let count = data.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, off_t(offset)) }
        guard count > 0 else { return [] }
        data.removeLast(data.count - count)
        offset += UInt64(data.count)
        var reports: [Report] = []
        for byte in data {
            if byte == UInt8(ascii: "\n") {
                if let report = report(in: partialLine) { reports.append(report) }
                partialLine.removeAll(keepingCapacity: true)
            } else if partialLine.count < LineScanner.longestLine {
                partialLine.append(byte)
            }
        }
        return reports
    }

    private func report(in line: [UInt8]) -> Report? {
        guard line.starts(with: prefix), let numbers = NumberObject.parse(line.dropFirst(prefix.count)) else {
            return nil
        }
        guard let step = numbers["step"].flatMap(Int.init(exactly:)) else { return nil }
        return Report(metrics: numbers.filter { $0.key != "step" }, step: step)
    }
}
