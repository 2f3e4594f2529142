import HoneBase

/// A request as the service sees it, whatever carried it.
package struct ServiceRequest: Sendable {
    /// `GET`, `POST`.
    package var method: String
    /// Without the query: `/v1/trials/3`.
    package var path: String
    package var query: [(name: String, value: String)]
    package var body: [UInt8]

    package init(method: String, path: String, query: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
    }
}

/// An answer: a status and JSON.
package struct ServiceResponse: Sendable {
    package var status: Int
    package var body: String

    init(_ status: Int, _ body: JSON) {
        var writer = JSONWriter()
        writer.value(body)
        self.status = status
        self.body = writer.text
    }

    init(_ error: ServiceError) { self.init(error.status, error.body) }
}

/// The members of a request's body, each taken once, so that what nobody knows is said.
struct RequestBody {
    private var members: [JSON.Member]

    /// - Throws: 400 for what is no JSON object, or has a name twice.
    init(_ bytes: [UInt8]) throws(ServiceError) {
        let json: JSON
        do { json = bytes.isEmpty ? .object([]) : try JSON(parsing: bytes) } catch {
            throw ServiceError(400, "the body is \(error.description)")
        }
        guard let members = json.members else {
            throw ServiceError(400, "the body is \(json.kindInWords); send an object such as {\"attempt\": 1}")
        }
        guard Set(members.map(\.name)).count == members.count else {
            throw ServiceError(400, "the body names something twice")
        }
        self.members = members
    }

    private mutating func take(_ name: String) -> JSON? {
        guard let place = members.firstIndex(where: { $0.name == name }) else { return nil }
        return members.remove(at: place).value
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(ServiceError) -> Int? {
        guard let value = take(name) else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw ServiceError(400, "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func required(_ name: String, in range: ClosedRange<Int>) throws(ServiceError) -> Int {
        guard let number = try integer(name, in: range) else { throw ServiceError(400, "\(name) is missing") }
        return number
    }

    mutating func text(_ name: String) throws(ServiceError) -> String? {
        guard let value = take(name) else { return nil }
        guard let text = value.text else { throw ServiceError(400, "\(name) must be a text") }
        return PrintableText.line(text.shortened(to: Self.mostText))
    }

    mutating func truth(_ name: String) throws(ServiceError) -> Bool? {
        guard let value = take(name) else { return nil }
        guard let truth = value.bool else { throw ServiceError(400, "\(name) must be true or false") }
        return truth
    }

    /// Numbers by name, `{"loss": 0.31}`. What is not finite is written as a text, as JSON has no other way: `"nan"`.
    mutating func metrics(_ name: String) throws(ServiceError) -> [String: Double]? {
        guard let value = take(name) else { return nil }
        guard let members = value.members, !members.isEmpty, members.count <= Self.mostMetrics else {
            throw ServiceError(
                400, "\(name) must be an object of 1 to \(Self.mostMetrics) numbers, such as {\"loss\": 0.31}")
        }
        var metrics: [String: Double] = [:]
        for member in members {
            let spelt = member.value.text.flatMap { Self.notFinite[$0.lowercased()] }
            guard let number = member.value.double ?? spelt else {
                throw ServiceError(400, "\(name): \(PrintableText.line(member.name)) must be a number")
            }
            guard metrics.updateValue(number, forKey: member.name) == nil else {
                throw ServiceError(400, "\(name): \(PrintableText.line(member.name)) stands there twice")
            }
        }
        return metrics
    }

    /// - Throws: 400 if something is left that nobody asked for.
    func finish() throws(ServiceError) {
        guard let rest = members.first else { return }
        throw ServiceError(
            400, "\(PrintableText.line(rest.name.shortened(to: 60))) is not known here; see /openapi.json")
    }

    private static let mostText = 2000
    private static let mostMetrics = 1000
    private static let notFinite: [String: Double] = [
        "nan": .nan, "inf": .infinity, "infinity": .infinity, "-inf": -.infinity, "-infinity": -.infinity,
    ]
}
