import Foundation
import HoneBase
import HoneCore

/// A file of one JSON object a line, packed or not, read line by line, with errors that name the line.
///
/// A class because reading goes on where it stopped.
final class JSONLines {
    struct Line {
        /// Counted from 1.
        var number: Int
        var bytes: Data
        var json: JSON
    }

    /// The file's name in messages.
    let file: String
    private let lines: ByteLines
    /// The first line, which says what the file is; nil if it has none.
    private(set) var first: Line?
    private var hasGivenFirst = false

    /// Opens the file and reads its first line.
    ///
    /// - Throws: `TrialDatabaseError`.
    init(path: String) throws(TrialDatabaseError) {
        file = path
        do {
            lines = ByteLines(try UnpackedFile(path))
        } catch {
            throw TrialDatabaseError(reading: path, error)
        }
        first = try read()
    }

    /// The next line, the first one included; nil behind the last. Blank lines are skipped; every other one must be an
    /// object.
    func next() throws(TrialDatabaseError) -> Line? {
        guard hasGivenFirst else {
            hasGivenFirst = true
            return first
        }
        return try read()
    }

    private func read() throws(TrialDatabaseError) -> Line? {
        while true {
            var bytes: Data
            do {
                guard let line = try lines.next() else { return nil }
                bytes = line
            } catch {
                throw TrialDatabaseError(reading: file, error)
            }
            if lines.number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = Data(bytes.dropFirst(3)) }
            guard bytes.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            let json = try Self.object(bytes, file: file, line: lines.number)
            return Line(number: lines.number, bytes: bytes, json: json)
        }
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
