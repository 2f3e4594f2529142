import Foundation
import HoneCore

/// What the model reads before the rows: the program, facts about the data, then every parameter with its scale and range.
///
/// A dataset's name never appears: it would be learnt by heart and mean nothing for a new dataset.
package struct HeaderText: Sendable, Hashable {
    /// The program in words: `mlp, multilayer perceptron, 20 epochs of Adam`.
    package let program: String
    /// `846 rows, 18 features, 4 classes`; empty if nothing is known.
    package let facts: String
    package let encoding: TrialEncoding

    /// Facts that are written, in this order, with their unit in words. Others stay out, so that a header is short and
    /// alike for all sources.
    private static let factNames = ["rows", "features", "classes"]

    package init(program: String, facts: [String: ParameterValue], encoding: TrialEncoding) {
        self.program = program
        self.facts = Self.factNames.compactMap { name in
            facts[name]?.number.flatMap { $0 > 0 ? "\(HeaderText.count($0)) \(name)" : nil }
        }.joined(separator: ", ")
        self.encoding = encoding
    }

    package init(_ task: PastTask) {
        let words = Self.program(model: task.task.model ?? task.family, summary: task.summary)
        self.init(
            program: Self.withoutName(task.task.dataset, in: words), facts: task.task.facts,
            encoding: TrialEncoding(task.space))
    }

    package init(_ study: StudyDescription) {
        let words = Self.program(model: study.task.model, summary: study.context)
        self.init(
            program: Self.withoutName(study.task.dataset, in: words), facts: study.task.facts,
            encoding: TrialEncoding(study.space))
    }

    /// The header's text.
    ///
    /// - Parameter withFacts: training leaves the facts out now and then, so that the model can do without.
    package func text(withFacts: Bool = true) -> String {
        let known = withFacts && !facts.isEmpty ? ": \(facts)" : ""
        return "\(program)\(known). Parameters: \(encoding.declaration).\n"
    }

    private static func program(model: String?, summary: String?) -> String {
        let parts = [model, summary].compactMap { $0?.trimmingCharacters(in: .whitespacesAndNewlines) }
            .filter { !$0.isEmpty }
        guard !parts.isEmpty else { return "program" }
        // A summary that begins with the model's name says both.
        if parts.count == 2, parts[1].lowercased().hasPrefix(parts[0].lowercased()) { return parts[1] }
        return parts.joined(separator: ", ").replacingOccurrences(of: "\n", with: " ")
    }

    /// The words with the dataset's name replaced by `data`, wherever it stands as a whole word in any case.
    private static func withoutName(_ dataset: String?, in words: String) -> String {
        guard let dataset, !dataset.isEmpty else { return words }
        let escaped = NSRegularExpression.escapedPattern(for: dataset)
        return words.replacingOccurrences(
            of: "(?<![A-Za-z0-9])\(escaped)(?![A-Za-z0-9])", with: "data",
            options: [.regularExpression, .caseInsensitive])
    }

    private static func count(_ value: Double) -> String {
        value == value.rounded() && value < 1e15 ? String(Int(value)) : HeaderNumber.text(value)
    }
}
