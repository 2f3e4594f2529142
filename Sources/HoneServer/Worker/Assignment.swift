import HoneBase
import HoneCore

/// A trial that the server gave to this worker.
struct Assignment: Sendable {
    let trial: Int
    let attempt: Int
    let repetition: Int
    let configuration: Configuration

    /// - Throws: `ServerError.refused` for what no server of this version says.
    init(_ json: JSON, in space: SearchSpace, from url: String) throws {
        func wrong(_ what: String) -> ServerError {
            .refused(url: url, status: 200, detail: "\(what); are worker and server of the same version?")
        }
        guard let trial = json["trial"]?.integer, let attempt = json["attempt"]?.integer,
            let members = json["configuration"]?.members
        else { throw wrong("an assignment without a trial") }
        var configuration = Configuration()
        for member in members {
            guard let value = member.value.parameterValue else {
                throw wrong("a value of \(PrintableText.line(member.name))")
            }
            configuration[member.name] = value
        }
        self.trial = trial
        self.attempt = attempt
        repetition = json["repeat"]?.integer ?? 0
        do { self.configuration = try space.canonical(configuration) } catch {
            throw wrong("a configuration outside the space")
        }
    }
}
