import HoneBase
import HoneCore

/// A `study.yaml` for people to go on with: what was read stands there, and what was guessed says so.
package struct StudyText {
    /// The study's name.
    package var name: String?
    /// What is optimised; nil for a guess.
    package var objective: Objective?
    /// Nil for a study of which only the data are known.
    package var program: DescribedProgram?
    /// What the program was asked with, for the heading.
    package var question: [String]
    package var dataset: DatasetFacts?

    package init(
        name: String? = nil, objective: Objective? = nil, program: DescribedProgram? = nil, question: [String] = [],
        dataset: DatasetFacts? = nil
    ) {
        self.name = name
        self.objective = objective
        self.program = program
        self.question = question
        self.dataset = dataset
    }

    /// The file's text.
    package var text: String {
        guard let program else { return taskLines.joined(separator: "\n") + "\n" }
        var lines = [YAMLText.comment("Written by hone describe from: \(ShellText.command(question))")]
        if program.parameters.contains(where: { $0.guess != nil }) || objective == nil {
            lines.append("# Where a line ends with a guess, look whether it is a good one.")
        }
        if let name { lines.append("name: \(YAMLText.word(name))") }
        lines.append("command: \(YAMLText.list(program.command.map(YAMLText.word)))")
        lines.append(objectiveLine)
        lines +=
            dataset == nil
            ? ["# task: {model: ..., dataset: ..., facts: {rows: ...}}   # hone describe --data FILE writes it"]
            : taskLines
        if let summary = program.summary { lines.append("context: \(YAMLText.quoted(summary))") }
        lines.append("parameters:")
        for described in program.parameters {
            let parameter = described.parameter
            let note = described.guess.map { "   # \($0)" } ?? ""
            lines.append("  \(key(parameter.name)): \(YAMLText.parameter(parameter))\(note)")
            for companion in described.companions {
                lines.append("  \(key(companion.name)): \(YAMLText.parameter(companion))")
            }
        }
        if !program.omitted.isEmpty {
            lines.append("# Options that are not searched:")
            lines += program.omitted.map { YAMLText.comment("  \($0.option): \($0.reason)") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func key(_ name: String) -> String { YAMLText.word(name) }

    private var objectiveLine: String {
        guard let objective else {
            return "objective: {minimize: loss}   # a guess: the program prints a line such as \"loss: 0.31\""
        }
        return "objective: {\(objective.direction.rawValue): \(YAMLText.word(objective.metric))}"
    }

    /// `task:` with what is known of the data.
    private var taskLines: [String] {
        guard let dataset else { return [] }
        let facts = dataset.facts.map { "\(YAMLText.word($0.name)): \(YAMLText.value($0.value))" }
        return ["task:", "  dataset: \(YAMLText.word(dataset.name))", "  facts: {\(facts.joined(separator: ", "))}"]
    }
}
