import CSystem
import Foundation
import HoneBase

#if canImport(Darwin)
    import Darwin
#endif

/// An attempt's control file, open to be read: what its supervisor wrote, and whether that supervisor lives.
///
/// Once opened it is read and asked even if the program deletes its folder.
final class ControlFile: Sendable {
    /// Bytes that are read; a supervisor writes less than a kilobyte.
    private static let limit = 1 << 16

    private let descriptor: Int32

    /// - Returns: nil if there is no such file, or something else has its name.
    init?(path: String) {
        descriptor = hone_open_regular(path, O_RDONLY, 0)
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    /// The records that are whole, in order.
    var records: [AttemptRecord] {
        var bytes = [UInt8](repeating: 0, count: Self.limit)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return [] }
        return bytes[..<count].split(separator: UInt8(ascii: "\n")).compactMap { AttemptRecord(line: $0) }
    }

    /// The end that the attempt of this token has come to, if it is written and counts.
    func end(token: String, program: String) -> AttemptEnd? { Self.end(in: records, token: token, program: program) }

    static func end(in records: [AttemptRecord], token: String, program: String) -> AttemptEnd? {
        guard let record = records.last(where: { $0.kind == "end" && $0.token == token }) else { return nil }
        // An end that was not flushed may have survived a crash of the machine without the results that belong to it.
        if record.count("durable") == 0, let claim = records.first(where: { $0.kind == "claim" && $0.token == token }) {
            let boot = ProcessIdentity.thisMachine.split(separator: " ").first
            guard claim.text("machine")?.split(separator: " ").first == boot else { return nil }
        }
        return record.end(of: program)
    }

    /// Whether a supervisor holds the file's lock. The kernel drops it when the process is gone; it says so across
    /// process-id namespaces, where process ids say nothing.
    var isHeld: Bool {
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
        flock(descriptor, LOCK_UN)
        return false
    }

    /// Whether the file tells of an attempt that is none of these.
    func isForeign(to tokens: [String]) -> Bool {
        let owners = records.filter { ["claim", "abandoned", "end"].contains($0.kind) }
        return !owners.isEmpty && !owners.contains { tokens.contains($0.token) }
    }

    /// Asks the supervisor to stop its program: it looks here when it gets a signal, and from time to time.
    ///
    /// - Returns: whether the request could be written.
    static func requestStop(path: String, token: String, grace: Double) -> Bool {
        let file = hone_open_regular(path, O_WRONLY | O_APPEND, 0)
        guard file >= 0 else { return false }
        defer { close(file) }
        let line = AttemptRecord.line("\"record\":\"stop\",\"token\":\"\(token)\",\"grace\":\(grace)")
        return line.withUnsafeBytes { write(file, $0.baseAddress, $0.count) } == line.count
    }
}
