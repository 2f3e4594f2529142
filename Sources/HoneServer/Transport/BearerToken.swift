import Foundation
import HoneBase

/// What a worker shows to be let in (RFC 6750). It is read from a file, never from an argument, which everybody on the machine could read,
/// and is never stored or printed.
package struct BearerToken: Sendable {
    private let bytes: [UInt8]

    private static let lengths = 16...4096

    /// - Throws: `ServerError.badToken` for a file that cannot be read, that others may read, or whose token is too short to keep anybody out.
    package init(file path: String) throws(ServerError) {
        let data: Data
        do {
            var file = try RegularFile(path)
            data = Data(file.rest(limit: Self.lengths.upperBound + 2))
        } catch {
            let words =
                switch error {
                case .missing: "there is no such file"
                case .notAFile(let kind): "it is \(kind), not a file"
                case .refused(let number): String(cString: strerror(number))
                }
            throw ServerError.badToken(path: path, problem: "the token cannot be read: \(words)")
        }
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & 0o077 != 0 {
            throw ServerError.badToken(path: path, problem: "others may read the token; chmod 600 \(path)")
        }
        let token = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        try self.init(token, place: path)
    }

    init(_ token: String, place: String) throws(ServerError) {
        guard Self.lengths.contains(token.utf8.count) else {
            throw ServerError.badToken(
                path: place,
                problem:
                    "the token has \(token.utf8.count) bytes; it needs \(Self.lengths.lowerBound) to \(Self.lengths.upperBound): head -c 24 /dev/urandom | base64 makes one"
            )
        }
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw ServerError.badToken(
                path: place, problem: "the token has blanks or letters beyond ASCII; write one word")
        }
        bytes = Array(token.utf8)
    }

    /// What goes into the header `Authorization`.
    var header: String { "Bearer " + String(decoding: bytes, as: UTF8.self) }

    /// Whether a header shows this token. Takes as long whatever stands there.
    func isShown(by header: String?) -> Bool {
        let shown = Array((header ?? "").utf8)
        let wanted = Array(self.header.utf8)
        var difference = shown.count ^ wanted.count
        for index in wanted.indices { difference |= Int(wanted[index] ^ (index < shown.count ? shown[index] : 0)) }
        return difference == 0
    }
}
