import FlyingFox
import FlyingSocks
import Foundation
import HoneBase

/// The service over HTTP/1.1: reads requests, looks at the token, writes answers.
///
///     let server = StudyServer(service, at: address, token: token)
///     try await server.run()            // until its task is cancelled
package struct StudyServer: Sendable {
    private let address: ServerAddress
    private let server: HTTPServer
    private let isStopping = Flag()

    /// Seconds that an answer may take: a suggestion may be computed, and those before it in the line.
    private static let timeout = 600.0
    /// Seconds that answers under way are given when the server ends.
    private static let grace = 2.0

    /// - Throws: `ServerError.tokenNeeded` where other machines reach it and there is no token.
    package init(_ service: StudyService, at address: ServerAddress, token: BearerToken?) throws(ServerError) {
        guard token != nil || address.isLoopback else { throw ServerError.tokenNeeded(address) }
        self.address = address
        server = HTTPServer(
            config: try Self.configuration(address), handler: Gate(service: service, token: token))
    }

    private static func configuration(_ address: ServerAddress) throws(ServerError) -> HTTPServer.Configuration {
        let pool = PromptSocketPool()
        do {
            guard address.isVersion6 else {
                let place = try sockaddr_in.inet(ip4: address.host, port: address.port)
                return .init(address: place, timeout: timeout, pool: pool, logger: .disabled)
            }
            let place = try sockaddr_in6.inet6(ip6: address.host, port: address.port)
            return .init(address: place, timeout: timeout, pool: pool, logger: .disabled)
        } catch {
            throw ServerError.cannotListen(address, reason: "\(error)")
        }
    }

    /// Answers until it is stopped, or the task is cancelled.
    ///
    /// - Parameter onListening: told once, with the port that it listens at.
    /// - Throws: `ServerError.cannotListen`, naming the address.
    package func run(onListening: @Sendable @escaping (UInt16) async -> Void = { _ in }) async throws {
        let listening = Task {
            try await server.waitUntilListening()
            var port = address.port
            switch await server.listeningAddress {
            case .ip4(_, let number), .ip6(_, let number): port = number
            default: break
            }
            await onListening(port)
        }
        defer { listening.cancel() }
        do {
            try await server.run()
        } catch  where !isStopping.isSet && !Task.isCancelled {
            throw ServerError.cannotListen(address, reason: "\(error)")
        } catch {}
    }

    /// Ends it: no new connections, and a moment for answers under way.
    package func stop() async {
        isStopping.set()
        await server.stop(timeout: Self.grace)
    }
}

/// Lets through who may come in.
private struct Gate: HTTPHandler {
    let service: StudyService
    let token: BearerToken?

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        do {
            return respond(await service.answer(try await admitted(request)))
        } catch let error as ServiceError {
            return respond(ServiceResponse(error))
        }
    }

    private func admitted(_ request: HTTPRequest) async throws -> ServiceRequest {
        if let token, !token.isShown(by: request.headers[.authorization]) {
            throw ServiceError(401, "show the server's token: Authorization: Bearer TOKEN")
        }
        let isPost = request.method == .POST
        // A page in a browser cannot send this type to another site without asking first, so none can make trials.
        if isPost {
            let type = request.headers[.contentType]?.split(separator: ";").first.map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard type?.lowercased() == "application/json" else {
                throw ServiceError(415, "send the body as Content-Type: application/json")
            }
        }
        let body = isPost ? try await self.body(of: request) : []
        return ServiceRequest(
            method: request.method.rawValue, path: request.path,
            query: request.query.map { ($0.name, $0.value) }, body: body)
    }

    private func body(of request: HTTPRequest) async throws -> [UInt8] {
        let tooLarge = ServiceError(413, "a body has at most \(StudyService.mostBytes) bytes")
        if let count = request.bodySequence.count, count > StudyService.mostBytes { throw tooLarge }
        var bytes: [UInt8] = []
        for try await piece in request.bodySequence {
            bytes += piece
            guard bytes.count <= StudyService.mostBytes else { throw tooLarge }
        }
        return bytes
    }

    private func respond(_ response: ServiceResponse) -> HTTPResponse {
        let body = Data(response.body.utf8)
        let type = response.status == 200 ? "application/json" : "application/problem+json"
        var headers: HTTPHeaders = [.contentType: type, HTTPHeader("Cache-Control"): "no-store"]
        if response.status == 401 { headers[HTTPHeader("WWW-Authenticate")] = "Bearer" }
        return HTTPResponse(
            statusCode: HTTPStatusCode(response.status, phrase: ServiceError.titles[response.status] ?? "OK"),
            headers: headers, body: HTTPBodySequence(data: body, suggestedBufferSize: max(1, body.count)))
    }
}
