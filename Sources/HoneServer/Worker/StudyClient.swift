import Foundation
import HoneBase
import HoneCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Talks to a server of a study: requests as JSON, tried again while the server cannot be reached or has trouble of its own.
package struct StudyClient: Sendable {
    /// `http://host:8420`, without a slash at its end.
    private let base: String
    private let token: BearerToken?
    private let session: URLSession
    /// Seconds for which a request is tried again before it counts as failed.
    private let patience: Double

    /// Seconds that the server may take to answer.
    private static let timeout = 620.0
    private static let firstPause = 0.2
    private static let longestPause = 10.0

    /// - Throws: `ServerError.badURL` for what is no address of a server.
    package init(_ text: String, token: BearerToken?, patience: Double = 600) throws(ServerError) {
        let trimmed = text.hasSuffix("/") && !text.hasSuffix("://") ? String(text.dropLast()) : text
        let full = trimmed.contains("://") ? trimmed : "http://" + trimmed
        guard let url = URL(string: full), let scheme = url.scheme, ["http", "https"].contains(scheme), url.host != nil,
            url.query == nil, url.user == nil
        else { throw ServerError.badURL(PrintableText.line(text.shortened(to: 200))) }
        base = full
        self.token = token
        self.patience = patience
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = Self.timeout
        session = URLSession(configuration: configuration)
    }

    package func get(_ path: String) async throws -> JSON { try await send("GET", path, nil) }

    package func post(_ path: String, _ body: JSON) async throws -> JSON { try await send("POST", path, body) }

    /// - Throws: `ServerError.unreachable` when it could not be reached, or could not do it, for too long, `ServerError.refused` where
    ///   the request itself is at fault.
    private func send(_ method: String, _ path: String, _ body: JSON?) async throws -> JSON {
        guard let url = URL(string: base + path) else { throw ServerError.badURL(base) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        if let token { request.setValue(token.header, forHTTPHeaderField: "Authorization") }
        if let body {
            var writer = JSONWriter()
            writer.value(body)
            request.httpBody = Data(writer.bytes)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let began = ContinuousClock.now
        var pause = Self.firstPause
        while true {
            do {
                return try await answer(to: request)
            } catch let error as ServerError {
                guard case .unreachable = error, (ContinuousClock.now - began).inSeconds + pause < patience else {
                    throw error
                }
            }
            // Of many workers not all come back at once.
            try await Task.sleep(for: .seconds(pause * Double.random(in: 0.5...1)))
            pause = min(2 * pause, Self.longestPause)
        }
    }

    private func answer(to request: URLRequest) async throws -> JSON {
        let data: Data
        let response: URLResponse
        do {
            (data, response) = try await session.data(for: request)
        } catch let error as CancellationError {
            throw error
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw ServerError.unreachable(url: base, reason: Self.words(error))
        }
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        // A full disk there, or a proxy whose server is away: what is to be told must not be lost for it.
        if status >= 500 {
            let detail = (try? JSON(parsing: [UInt8](data)))?["detail"]?.text ?? "no reason is given"
            throw ServerError.unreachable(
                url: base, reason: "it answers \(status), \(PrintableText.line(detail.shortened(to: 300)))")
        }
        let json: JSON
        do { json = try JSON(parsing: [UInt8](data)) } catch {
            throw ServerError.refused(
                url: base, status: status, detail: "no JSON; is it hone serve that answers there?")
        }
        guard status == 200 else {
            throw ServerError.refused(url: base, status: status, detail: json["detail"]?.text ?? "no reason is given")
        }
        return json
    }

    private static func words(_ error: any Error) -> String {
        PrintableText.line(((error as? URLError)?.localizedDescription ?? "\(error)").shortened(to: 200))
    }
}
