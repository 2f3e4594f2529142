import HoneBase
import HoneCore

/// What `/openapi.json` says: the service in the terms of OpenAPI 3.1, as far as a client needs to know.
enum OpenAPIDocument {
    static let json: JSON = [
        "openapi": "3.1.0",
        "info": [
            "title": "Hone", "version": .string(HoneVersion.current),
            "description": "Trials of a study for workers anywhere: ask, run, report, tell.",
        ],
        "paths": [
            "/v1/study": ["get": operation("The study and how far it is.", answer: "Study")],
            "/v1/description": ["get": operation("Its description.", answer: "Description")],
            "/v1/best": ["get": operation("The best trial, or the trials that none is better than.", answer: "Best")],
            "/v1/ask": [
                "post": operation(
                    "Trials to run now. None, and done false: ask again later. Done: there will be none.", body: "Ask",
                    answer: "Assignments", refusals: [400, 413, 415, 500])
            ],
            "/v1/trials": [
                "get": operation(
                    "The trials, in the order of their numbers.", answer: "Trials", refusals: [400, 500],
                    parameters: [
                        query("from", ["type": "integer", "minimum": 0, "maximum": .integer(StudyService.lastNumber)]),
                        query(
                            "limit", ["type": "integer", "minimum": 1, "maximum": .integer(StudyService.mostListed)]),
                    ])
            ],
            "/v1/trials/{trial}": [
                "get": operation("One trial.", answer: "Trial", refusals: [404, 500], parameters: [number])
            ],
            "/v1/trials/{trial}/report": [
                "post": operation(
                    "A step of a running trial; the answer says whether to stop.", body: "Report", answer: "Decision",
                    refusals: changes, parameters: [number])
            ],
            "/v1/trials/{trial}/heartbeat": [
                "post": operation(
                    "The worker lives and runs the trial; until when nobody else gets it.", body: "Heartbeat",
                    answer: "Lease", refusals: changes, parameters: [number])
            ],
            "/v1/trials/{trial}/tell": [
                "post": operation(
                    "What came of a trial.", body: "Outcome", answer: "Trial", refusals: changes, parameters: [number])
            ],
        ],
        "components": ["schemas": schemas, "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]]],
        "security": [["token": []], [:]],
    ]

    private static let changes = [400, 404, 409, 413, 415, 500]

    private static let number: JSON = [
        "name": "trial", "in": "path", "required": true,
        "schema": ["type": "integer", "minimum": 0, "maximum": 2_147_483_647],
    ]

    private static func query(_ name: String, _ schema: JSON) -> JSON {
        ["name": .string(name), "in": "query", "required": false, "schema": schema]
    }

    private static func operation(
        _ summary: String, body: String? = nil, answer: String, refusals: [Int] = [500], parameters: [JSON] = []
    ) -> JSON {
        var responses: [JSON.Member] = [.init("200", ["description": "Done.", "content": content(answer)])]
        for status in ([401] + refusals).sorted() {
            responses.append(
                .init(
                    "\(status)",
                    [
                        "description": .string(ServiceError.titles[status] ?? "Error"),
                        "content": content("Problem", "application/problem+json"),
                    ]))
        }
        var members: [JSON.Member] = [.init("summary", .string(summary)), .init("responses", .object(responses))]
        if let body { members.append(.init("requestBody", ["required": true, "content": content(body)])) }
        if !parameters.isEmpty { members.append(.init("parameters", .array(parameters))) }
        return .object(members)
    }

    private static func content(_ schema: String, _ type: String = "application/json") -> JSON {
        .object([.init(type, ["schema": ["$ref": .string("#/components/schemas/\(schema)")]])])
    }

    // MARK: - Shapes

    private static let text: JSON = ["type": "string"]
    private static let whole: JSON = ["type": "integer"]
    private static let truth: JSON = ["type": "boolean"]
    private static let maybeText: JSON = ["type": ["string", "null"]]
    private static let maybeWhole: JSON = ["type": ["integer", "null"]]
    private static let maybeNumber: JSON = ["type": ["number", "null"]]
    private static let anything: JSON = ["type": "object"]
    private static let attempt: JSON = ["type": "integer", "minimum": 1, "maximum": 2_147_483_647]
    private static let metrics: JSON = [
        "type": "object", "minProperties": 1, "maxProperties": 1000, "additionalProperties": ["type": "number"],
    ]

    /// An object of exactly these members, the required ones first.
    private static func object(_ required: [String: JSON], optional: [String: JSON] = [:], isOpen: Bool = false) -> JSON
    {
        let members = required.merging(optional) { first, _ in first }.sorted { $0.key < $1.key }
        return [
            "type": "object", "properties": .object(members.map { .init($0.key, $0.value) }),
            "required": .array(required.keys.sorted().map { .string($0) }), "additionalProperties": .bool(isOpen),
        ]
    }

    private static func list(_ schema: String) -> JSON {
        ["type": "array", "items": ["$ref": .string("#/components/schemas/\(schema)")]]
    }

    private static let schemas: JSON = [
        "Ask": object(
            [:], optional: ["count": ["type": "integer", "minimum": 1, "maximum": .integer(StudyService.mostAsked)]]),
        "Heartbeat": object(["attempt": attempt]),
        "Report": object([
            "attempt": attempt, "metrics": metrics,
            "step": ["type": "integer", "minimum": -2_147_483_647, "maximum": 2_147_483_647],
        ]),
        "Outcome": [
            "oneOf": [
                object(["attempt": attempt, "metrics": metrics]),
                object(
                    ["attempt": attempt, "failed": text],
                    optional: [
                        "kind": [
                            "type": "string", "enum": .array(TrialFailure.Reason.allCases.map { .string($0.rawValue) }),
                        ]
                    ]),
                object(["attempt": attempt, "pruned": ["const": true]], optional: ["reason": text]),
                object(["attempt": attempt, "returned": ["const": true]]),
            ]
        ],
        "Description": anything,
        "Lease": object(["expires": ["type": "number"]]),
        "Decision": object(["reason": maybeText, "stop": truth]),
        "Assignments": object(["done": truth, "heartbeat": ["type": "number"], "trials": list("Assignment")]),
        "Assignment": object([
            "trial": whole, "attempt": whole, "configuration": anything, "repeat": whole, "lastStep": maybeWhole,
            "expires": ["type": "number"], "command": ["type": ["array", "null"], "items": text],
        ]),
        "Trial": object([
            "trial": whole, "state": text, "configuration": anything, "repeat": whole, "objectives": anything,
            "metrics": anything, "attempts": whole, "lastStep": maybeWhole, "seconds": maybeNumber, "origin": maybeText,
            "rationale": maybeText, "failure": maybeText,
        ]),
        "Trials": object(["total": whole, "trials": list("Trial")]),
        "Best": object(["trials": list("Trial")]),
        "Study": object([
            "study": text, "objectives": ["type": "array", "items": anything],
            "bounds": ["type": "array", "items": text],
            "parameters": ["type": "array", "items": text], "optimizer": text, "trials": anything,
            "reads": ["type": "array", "items": text],
        ]),
        "Problem": object(["detail": text, "status": whole, "title": text]),
    ]
}
