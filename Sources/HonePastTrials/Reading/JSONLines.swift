import Foundation
import HoneBase
import HoneCore

/// A file of one JSON object a line, read whole, with errors that name the line.
struct JSONLines {
    struct Line {
        /// Counted from 1.
        var number: Int
        var bytes: Data
        var json: JSON
    }

    /// The file's name in messages.
    let file: String
    let lines: [Line]

    init(path: String) throws(TrialDatabaseError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "the file cannot be read: \(error.localizedDescription)",
                remedy: "check the path and its permissions")
        }
        try self.init(data: data, file: path)
    }

    /// Blank lines are skipped; every other line must be an object.
    init(data: Data, file: String) throws(TrialDatabaseError) {
        var lines: [Line] = []
        var number = 0
        let data = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
        for bytes in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard bytes.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            lines.append(Line(number: number, bytes: bytes, json: try Self.object(bytes, file: file, line: number)))
        }
        self.file = file
        self.lines = lines
    }

    private static func object(_ bytes: Data, file: String, line: Int) throws(TrialDatabaseError) -> JSON {
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw TrialDatabaseError(
                .badInput, place: "\(file):\(line)",
                problem: error.isTruncated
                    ? "the line ends too early, as if the file had been cut short (\(error))" : "the line is \(error)",
                remedy: error.isTruncated
                    ? "get the whole file, or delete this line (nothing was imported)"
                    : "correct or delete the line (nothing was imported)")
        }
        guard json.members != nil else {
            throw TrialDatabaseError(
                .badInput, place: "\(file):\(line)", problem: "the line is no JSON object",
                remedy: "write one trial a line: {\"model\": ..., \"config\": {...}, ...} (nothing was imported)")
        }
        return json
    }

    func failure(_ line: Int, _ problem: String, _ remedy: String) -> TrialDatabaseError {
        TrialDatabaseError(
            .badInput, place: "\(file):\(line)", problem: problem, remedy: "\(remedy) (nothing was imported)")
    }
}
