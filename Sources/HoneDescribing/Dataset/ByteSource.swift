import Foundation
import HoneBase
import HoneExecution

/// The bytes of a file piece by piece, unpacked where it is compressed and the system has the tool for it.
///
/// Not more than a piece is in memory at a time.
final class ByteSource {
    private let path: String
    private var descriptor: Int32
    private var unpacker: (pid: pid_t, name: String)?

    private static let pieceSize = 1 << 20
    /// The first bytes of compressed files, and what unpacks them from its input to its output.
    private static let unpackers: [(magic: [UInt8], program: String)] = [
        ([0x1F, 0x8B], "gzip"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
        ([0x42, 0x5A, 0x68], "bzip2"),
    ]

    /// - Throws: `DatasetError` where there is no such file, or no tool to unpack it.
    init(_ path: String) throws(DatasetError) {
        self.path = path
        let beginning: [UInt8]
        do {
            var file = try RegularFile(path)
            beginning = file.rest(limit: 8)
        } catch .missing {
            throw DatasetError(path, "there is no such file")
        } catch .notAFile(let kind) {
            throw DatasetError(path, "it is \(kind), not a file", remedy: "name the file")
        } catch {
            throw DatasetError(path, "it cannot be read", remedy: "check its permissions")
        }
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw DatasetError(path, "it cannot be read", remedy: "check its permissions") }
        if let found = Self.unpackers.first(where: { beginning.starts(with: $0.magic) }) {
            try unpack(with: found.program)
        }
    }

    deinit {
        close(descriptor)
        if let unpacker {
            kill(unpacker.pid, SIGKILL)
            _ = ProcessLauncher.wait(for: unpacker.pid)
        }
    }

    private func unpack(with program: String) throws(DatasetError) {
        var ends: [Int32] = [-1, -1]
        do {
            let tool = try ProgramLookup.resolve(program)
            guard pipe(&ends) == 0 else { throw DatasetError(path, String(cString: strerror(errno))) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            let launcher = ProcessLauncher(
                path: tool, arguments: CStrings([program, "-dc"]), environment: CStrings.environment(),
                standardInput: .descriptor(descriptor), standardOutput: .descriptor(ends[1]))
            unpacker = (try launcher.launch(), program)
        } catch {
            for end in ends where end >= 0 { close(end) }
            throw DatasetError(
                path, "it is packed with \(program), which this machine cannot run",
                remedy: "unpack it, and name that file")
        }
        close(ends[1])
        close(descriptor)
        descriptor = ends[0]
    }

    /// The next bytes; empty at the end.
    ///
    /// - Throws: `DatasetError` where the rest cannot be read or unpacked.
    func next() throws(DatasetError) -> [UInt8] {
        var piece = [UInt8](repeating: 0, count: Self.pieceSize)
        var count = 0
        repeat { count = read(descriptor, &piece, piece.count) } while count < 0 && errno == EINTR
        guard count >= 0 else {
            throw DatasetError(path, "it cannot be read to its end (\(String(cString: strerror(errno))))")
        }
        if count == 0, let unpacker {
            self.unpacker = nil
            guard ProcessLauncher.wait(for: unpacker.pid) == 0 else {
                throw DatasetError(path, "\(unpacker.name) cannot unpack it to its end", remedy: "is the file whole?")
            }
        }
        piece.removeLast(piece.count - count)
        return piece
    }
}
