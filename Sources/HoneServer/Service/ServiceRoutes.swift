import Foundation
import HoneBase
import HoneCore

/// Which request asks for what.
///
///     GET  /v1/study                    the study and how far it is
///     GET  /v1/description              all of its description, for workers that are Hone too
///     POST /v1/ask                      trials to run: {"count": 1}
///     POST /v1/trials/3/report          a step: {"attempt": 1, "step": 5, "metrics": {"loss": 0.3}}
///     POST /v1/trials/3/heartbeat       the worker lives: {"attempt": 1}
///     POST /v1/trials/3/tell            what came of it: {"attempt": 1, "metrics": {...}}, or "failed", "pruned", "returned"
///     GET  /v1/trials?from=0&limit=100  the trials; GET /v1/trials/3 one of them
///     GET  /v1/best                     the best one, or the front
///     GET  /openapi.json                all of this for programs
extension StudyService {
    /// Never throws: what cannot be done is an answer too.
    package func answer(_ request: ServiceRequest) async -> ServiceResponse {
        do {
            return ServiceResponse(200, try await result(of: request))
        } catch {
            return ServiceResponse(ServiceError(error))
        }
    }

    /// Bytes of a body, at most.
    package static let mostBytes = 1 << 20
    /// Trials of an answer, and of one request for them, at most.
    static let mostListed = 10_000
    static let mostAsked = 1000

    private func result(of request: ServiceRequest) async throws -> JSON {
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        switch parts.count {
        case 1 where parts[0] == "openapi.json":
            try allow("GET", request)
            return OpenAPIDocument.json
        case 2 where parts == ["v1", "study"]:
            try allow("GET", request)
            return TrialMessage.study(description, try await history())
        case 2 where parts == ["v1", "description"]:
            try allow("GET", request)
            return try JSON(parsing: ExactJSONEncoder().text(of: description))
        case 2 where parts == ["v1", "best"]:
            try allow("GET", request)
            return try await best()
        case 2 where parts == ["v1", "ask"]:
            try allow("POST", request)
            return try await ask(request)
        case 2 where parts == ["v1", "trials"]:
            try allow("GET", request)
            return try await list(request)
        case 3 where parts[0] == "v1" && parts[1] == "trials":
            try allow("GET", request)
            let number = try Self.number(parts[2])
            guard let trial = try await trial(number) else { throw Self.missing(number) }
            return TrialMessage.record(trial, of: description)
        case 4 where parts[0] == "v1" && parts[1] == "trials" && Self.verbs.contains(parts[3]):
            try allow("POST", request)
            let number = try Self.number(parts[2])
            guard try await trial(number) != nil else { throw Self.missing(number) }
            return try await change(number, parts[3], request)
        default:
            throw ServiceError(
                404, "there is nothing at \(PrintableText.line(request.path.shortened(to: 100))); see /openapi.json")
        }
    }

    /// The highest number that a trial can have.
    static let lastNumber = Int(Int32.max)
    private static let verbs = ["report", "heartbeat", "tell"]

    private func allow(_ method: String, _ request: ServiceRequest) throws(ServiceError) {
        guard request.method == method else {
            throw ServiceError(405, "\(PrintableText.line(request.path.shortened(to: 100))) takes \(method)")
        }
    }

    private static func number(_ text: String) throws(ServiceError) -> Int {
        guard let number = Int(text), (0...lastNumber).contains(number), String(number) == text else {
            throw ServiceError(404, "\(PrintableText.line(text.shortened(to: 40))) is no trial's number")
        }
        return number
    }

    private static func missing(_ number: Int) -> ServiceError { ServiceError(404, "there is no trial \(number)") }

    private func ask(_ request: ServiceRequest) async throws -> JSON {
        var body = try RequestBody(request.body)
        let count = try body.integer("count", in: 1...Self.mostAsked) ?? 1
        try body.finish()
        let (trials, isDone) = try await ask(count)
        let expires = Date().timeIntervalSince1970 + settings.patience
        return [
            "trials": .array(trials.map { TrialMessage.assignment($0, of: description, expires: expires) }),
            "done": .bool(isDone), "heartbeat": .number(settings.patience / 3),
        ]
    }

    private func change(_ number: Int, _ verb: String, _ request: ServiceRequest) async throws -> JSON {
        var body = try RequestBody(request.body)
        let attempt = try body.required("attempt", in: 1...Int(Int32.max))
        switch verb {
        case "report":
            let step = try body.required("step", in: -Int(Int32.max)...Int(Int32.max))
            guard let metrics = try body.metrics("metrics") else { throw ServiceError(400, "metrics is missing") }
            try body.finish()
            let reason = try await report(number, attempt: attempt, step: step, metrics: metrics)
            return ["stop": .bool(reason != nil), "reason": reason.map { .string($0) } ?? .null]
        case "heartbeat":
            try body.finish()
            return ["expires": .number(try await heartbeat(number, attempt: attempt))]
        default:
            let outcome = try Self.outcome(&body)
            try body.finish()
            return TrialMessage.record(try await tell(number, attempt: attempt, outcome), of: description)
        }
    }

    private static func outcome(_ body: inout RequestBody) throws(ServiceError) -> TrialMessage.Outcome {
        var said: [TrialMessage.Outcome] = []
        if let metrics = try body.metrics("metrics") { said.append(.metrics(metrics)) }
        let kind = try body.text("kind")
        if let failed = try body.text("failed") { said.append(.failed(try failure(failed, kind))) }
        let reason = try body.text("reason")
        if try body.truth("pruned") == true { said.append(.pruned(reason ?? "told as pruned")) }
        if try body.truth("returned") == true { said.append(.returned) }
        guard said.count == 1, let outcome = said.first else {
            throw ServiceError(
                400,
                "say one of metrics, failed (a text), pruned (true) and returned (true), such as {\"attempt\": 1, \"metrics\": {\"loss\": 0.31}}"
            )
        }
        return outcome
    }

    private static func failure(_ text: String, _ kind: String?) throws(ServiceError) -> TrialFailure {
        let message = text.isEmpty ? "told as failed" : text
        guard let kind else { return TrialFailure(.exit, message) }
        guard let reason = TrialFailure.Reason(rawValue: kind) else {
            let known = TrialFailure.Reason.allCases.map(\.rawValue).joined(separator: ", ")
            throw ServiceError(400, "kind must be one of \(known)")
        }
        return TrialFailure(reason, message)
    }

    private func list(_ request: ServiceRequest) async throws -> JSON {
        var (from, limit) = (0, 100)
        for (name, value) in request.query {
            guard let number = Int(value), (0...Self.lastNumber).contains(number) else {
                throw ServiceError(
                    400, "\(PrintableText.line(name.shortened(to: 40))) must be a whole number from 0 on")
            }
            switch name {
            case "from": from = number
            case "limit":
                guard (1...Self.mostListed).contains(number) else {
                    throw ServiceError(400, "limit must lie between 1 and \(Self.mostListed)")
                }
                limit = number
            default:
                throw ServiceError(
                    400, "\(PrintableText.line(name.shortened(to: 40))) is not known here; there are from and limit")
            }
        }
        let trials = try await history().trials
        let listed = trials.lazy.filter { $0.number >= from }.prefix(limit)
        let total = trials.count
        return [
            "trials": .array(listed.map { TrialMessage.record($0, of: description) }), "total": .integer(total),
        ]
    }

    private func best() async throws -> JSON {
        let front = ParetoFront(try await history(), in: description)
        return ["trials": .array(front.trials.map { TrialMessage.record($0, of: description) })]
    }
}
