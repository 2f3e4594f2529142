import Foundation
import HoneCore

/// The benchmark's output: one run a line, appended as runs end. An actor because several tasks write to it.
package actor RunFile {
    private let path: String
    private let handle: FileHandle?
    private var known: [BenchmarkRun.Key: (line: Int, run: BenchmarkRun)] = [:]

    /// Opens the file and reads the runs that it holds. A last line that was cut short by a kill is taken off.
    package init(path: String) throws {
        self.path = path
        if !FileManager.default.fileExists(atPath: path) {
            guard FileManager.default.createFile(atPath: path, contents: nil) else {
                throw BenchmarkError.cannotWrite(file: path, problem: "it cannot be created")
            }
        }
        let (runs, length) = try Self.read(path)
        for (line, run) in runs { known[run.key] = (line, run) }
        do {
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            try handle.truncate(atOffset: UInt64(length))
            try handle.seekToEnd()
            self.handle = handle
        } catch {
            throw BenchmarkError.cannotWrite(file: path, problem: error.localizedDescription)
        }
    }

    /// Keeps runs in memory alone.
    package init() {
        path = "memory"
        handle = nil
    }

    package var runs: [BenchmarkRun] {
        known.values.map(\.run).sorted { ($0.method, $0.task, $0.seed) < ($1.method, $1.task, $1.seed) }
    }

    /// Whether the run is there with at least so many evaluations.
    ///
    /// - Throws: `BenchmarkError.otherArtefacts` where it is there but read another adapter or database.
    func holds(_ key: BenchmarkRun.Key, _ artefacts: Artefacts, evaluations: Int) throws(BenchmarkError) -> Bool {
        guard let (line, run) = known[key] else { return false }
        guard run.adapter == artefacts.adapter, run.database == artefacts.database else {
            throw .otherArtefacts(file: path, line: line, method: key.method)
        }
        return run.order.count >= evaluations
    }

    package func append(_ run: BenchmarkRun) throws {
        known[run.key] = (0, run)
        guard let handle else { return }
        do {
            try handle.write(contentsOf: Data((try Self.line(run) + "\n").utf8))
        } catch {
            throw BenchmarkError.cannotWrite(file: path, problem: error.localizedDescription)
        }
    }

    /// The run as a line, its members in alphabetical order.
    package static func line(_ run: BenchmarkRun) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(run), as: UTF8.self)
    }

    /// The runs of a file with their lines, and the length of its whole lines in bytes.
    package static func read(_ path: String) throws(BenchmarkError) -> (
        runs: [(line: Int, run: BenchmarkRun)], length: Int
    ) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw BenchmarkError.cannotRead(file: path, problem: error.localizedDescription)
        }
        let decoder = JSONDecoder()
        var runs: [(line: Int, run: BenchmarkRun)] = []
        var length = 0
        var line = 0
        for bytes in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            let isWhole = bytes.endIndex < data.endIndex
            if !bytes.isEmpty {
                do {
                    runs.append((line, try decoder.decode(BenchmarkRun.self, from: bytes)))
                } catch {
                    if (try? decoder.decode(RefusedRun.self, from: bytes)) != nil {
                        // What a method refused, as the output of `--json` has it beside the runs.
                        if isWhole { length += bytes.count + 1 }
                        continue
                    }
                    guard isWhole else {
                        // Cut short by a kill, if it begins like a run; anything else belongs to somebody.
                        guard Self.looksLikeRun(bytes) else {
                            throw BenchmarkError.damagedRuns(
                                file: path, line: line,
                                problem: "it is no run of a benchmark; name another file for the output")
                        }
                        break
                    }
                    throw BenchmarkError.damagedRuns(file: path, line: line, problem: "\(error)")
                }
            }
            guard isWhole else {
                // Complete, but its line end is missing: it is written again with one.
                if !bytes.isEmpty { runs.removeLast() }
                break
            }
            length += bytes.count + 1
        }
        return (runs, length)
    }

    /// Whether a cut line begins as `line(_:)` begins one.
    private static func looksLikeRun(_ bytes: Data.SubSequence) -> Bool {
        let beginnings = [#"{"adapter""#, #"{"database""#, #"{"expected""#, #"{"method""#]
        let text = String(decoding: bytes.prefix(12), as: UTF8.self)
        return beginnings.contains { $0.hasPrefix(text.prefix($0.count)) || text.hasPrefix($0) }
    }
}
