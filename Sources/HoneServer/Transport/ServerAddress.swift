import Foundation
import HoneBase

/// Where a server listens: `127.0.0.1:8420`, `[::1]:8420`, `0.0.0.0:8420`, `localhost:8420`, or a port alone, which is on loopback.
package struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    /// A numeric address of IPv4 or IPv6.
    package let host: String
    package let port: UInt16
    package let isVersion6: Bool

    /// The port that people type.
    package static let standardPort: UInt16 = 8420

    /// - Throws: `ServerError` for what is no address; names other than `localhost` are not looked up.
    package init(parsing text: String) throws(ServerError) {
        var (host, port) = (Self.loopback, Self.standardPort)
        var rest = Substring(text)
        if let number = UInt16(text) {
            port = number
            rest = ""
        } else if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
        } else if let colon = rest.lastIndex(of: ":"), rest.firstIndex(of: ":") == colon {
            host = String(rest[..<colon])
            rest = rest[colon...]
        } else {
            host = text
            rest = ""
        }
        if rest.hasPrefix(":") {
            guard let number = UInt16(rest.dropFirst()) else { throw ServerError.badAddress(text) }
            port = number
        } else if !rest.isEmpty {
            throw ServerError.badAddress(text)
        }
        if host == "localhost" { host = Self.loopback }
        var (four, six) = (in_addr(), in6_addr())
        let isVersion4 = inet_pton(AF_INET, host, &four) == 1
        isVersion6 = !isVersion4 && inet_pton(AF_INET6, host, &six) == 1
        guard isVersion4 || isVersion6 else { throw ServerError.badAddress(text) }
        self.host = host
        self.port = port
    }

    private static let loopback = "127.0.0.1"

    /// Whether nobody but this machine reaches it.
    package var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" }

    package var description: String { (isVersion6 ? "[\(host)]" : host) + ":\(port)" }
}

/// Why a study is not served, or a server cannot be reached.
package enum ServerError: HoneError, Hashable {
    case badAddress(String)
    case tokenNeeded(ServerAddress)
    case badToken(path: String, problem: String)
    case cannotListen(ServerAddress, reason: String)
    case badURL(String)
    case unreachable(url: String, reason: String)
    case refused(url: String, status: Int, detail: String)

    package var place: String? {
        switch self {
        case .badAddress: "--bind"
        case .tokenNeeded(let address), .cannotListen(let address, _): "\(address)"
        case .badToken(let path, _): path
        case .badURL(let url), .unreachable(let url, _), .refused(let url, _, _): url
        }
    }

    package var problem: String {
        switch self {
        case .badAddress(let text): "\(PrintableText.line(text.shortened(to: 80))) is no address to listen at"
        case .tokenNeeded: "other machines reach it, so workers have to show a token"
        case .badToken(_, let problem): problem
        case .cannotListen(_, let reason): "it cannot be listened at: \(reason)"
        case .badURL: "it is no address of a server"
        case .unreachable(_, let reason): "the server cannot be reached: \(reason)"
        case .refused(_, let status, let detail): "the server answers \(status): \(PrintableText.line(detail))"
        }
    }

    package var remedy: String? {
        switch self {
        case .badAddress: "write 127.0.0.1:8420, [::1]:8420, 0.0.0.0:8420 or a port"
        case .tokenNeeded: "put one into a file that only you can read and give --token-file FILE, or bind to 127.0.0.1"
        case .badToken: nil
        case .cannotListen: "take another port (--bind), or end the process that has it"
        case .badURL: "write http://HOST:8420"
        case .unreachable: "is hone serve running there, and does the network let this machine through?"
        case .refused(_, let status, _): status == 401 ? "give the server's token with --token-file FILE" : nil
        }
    }

    package var fault: Fault {
        switch self {
        case .badAddress, .tokenNeeded, .badToken, .badURL: .input
        case .cannotListen, .unreachable, .refused: .surroundings
        }
    }
}
