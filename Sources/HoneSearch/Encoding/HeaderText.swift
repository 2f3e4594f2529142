import Foundation
import HoneCore

/// What the model reads before the rows: the program, facts about the data, then every parameter with its scale and range.
///
/// A dataset's name never appears: it would be learnt by heart and mean nothing for a new dataset.
package struct HeaderText: Sendable, Hashable {
    /// The program in words: `mlp, multilayer perceptron, 20 epochs of Adam`.
    package let program: String
    /// The ways in which studies describe the same program, the usual one first: model and summary, either alone.
    package let programVariants: [String]
    /// `846 rows, 18 features, 4 classes`; empty if nothing is known.
    package let facts: String
    package let encoding: TrialEncoding

    /// Facts that are written, in this order, with their unit in words. Others stay out, so that a header is short and
    /// alike for all sources.
    private static let factNames = ["rows", "features", "classes"]

    package init(
        model: String?, summary: String?, hiding dataset: String?, facts: [String: ParameterValue],
        encoding: TrialEncoding
    ) {
        var variants: [String] = []
        for (model, summary) in [(model, summary), (model, nil), (nil, summary)] {
            let words = Self.withoutName(dataset, in: Self.program(model: model, summary: summary))
            let isEmpty = model == nil && summary == nil
            if !variants.contains(words), !isEmpty || variants.isEmpty { variants.append(words) }
        }
        programVariants = variants
        program = variants[0]
        self.facts = Self.factNames.compactMap { name in
            facts[name]?.number.flatMap { $0 > 0 ? "\(HeaderText.count($0)) \(name)" : nil }
        }.joined(separator: ", ")
        self.encoding = encoding
    }

    package init(_ task: PastTask) {
        self.init(
            model: task.task.model ?? task.family, summary: task.summary, hiding: task.task.dataset,
            facts: task.task.facts, encoding: TrialEncoding(task.space))
    }

    package init(_ study: StudyDescription) {
        self.init(
            model: study.task.model, summary: study.context, hiding: study.task.dataset, facts: study.task.facts,
            encoding: TrialEncoding(study.space))
    }

    /// The header's text.
    ///
    /// - Parameters:
    ///   - withFacts: training leaves the facts out now and then, so that the model can do without.
    ///   - variant: index into `programVariants`.
    package func text(withFacts: Bool = true, variant: Int = 0) -> String {
        let known = withFacts && !facts.isEmpty ? ": \(facts)" : ""
        return "\(programVariants[variant])\(known). Parameters: \(encoding.declaration).\n"
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
