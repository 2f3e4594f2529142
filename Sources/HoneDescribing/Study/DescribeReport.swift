import HoneBase
import HoneCore

/// What was found, for machines: `hone describe --json`.
package struct DescribeReport: Encodable {
    package struct ParameterReport: Encodable {
        var parameter: Parameter
        /// What of it is a guess.
        var guess: String?

        package func encode(to encoder: any Encoder) throws {
            try parameter.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encodeIfPresent(guess, forKey: .guess)
        }

        private enum CodingKeys: CodingKey { case guess }
    }

    package struct Omission: Encodable {
        var option: String
        var reason: String
    }

    package struct Dataset: Encodable {
        var dataset: String
        var target: String
        var facts: [String: ParameterValue]
        var damagedRows: Int
    }

    /// With a place for each parameter where Hone does not append it by itself.
    var command: [String]?
    var context: String?
    var parameters: [ParameterReport]?
    var omitted: [Omission]?
    var task: Dataset?
    /// The file's text.
    var study: String

    package init(_ text: StudyText) {
        study = text.text
        if let program = text.program {
            command = program.command
            context = program.summary
            parameters = program.parameters.flatMap { described in
                [ParameterReport(parameter: described.parameter, guess: described.guess)]
                    + described.companions.map { ParameterReport(parameter: $0) }
            }
            omitted = program.omitted.map { Omission(option: $0.option, reason: $0.reason) }
        }
        if let dataset = text.dataset {
            task = Dataset(
                dataset: dataset.name, target: dataset.target,
                facts: Dictionary(uniqueKeysWithValues: dataset.facts.map { ($0.name, $0.value) }),
                damagedRows: dataset.damaged)
        }
    }

    /// What a person should know of how the facts came about.
    package static func remark(on facts: DatasetFacts) -> String {
        let kind = facts.classes.map { "\($0) classes" } ?? "a number"
        let damaged = facts.damaged == 0 ? "" : "; \(facts.damaged) rows cannot be read and are not counted"
        return "note: \(facts.target.shortened(to: 60)) is predicted, \(kind) (--target names another column)\(damaged)"
    }
}
