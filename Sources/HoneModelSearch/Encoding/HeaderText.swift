import Foundation
import HoneCore
import HoneSearch

/// What the model reads before the rows: the program, facts about the data, then every parameter with its scale and range.
///
/// A dataset's name never appears: it would be learnt by heart and mean nothing for a new dataset.
package struct HeaderText: Sendable, Hashable {
    package let program: ProgramText
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
        program = ProgramText(model: model, summary: summary, hiding: dataset)
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
    ///   - variant: index into `program.variants`.
    package func text(withFacts: Bool = true, variant: Int = 0) -> String {
        let known = withFacts && !facts.isEmpty ? ": \(facts)" : ""
        return "\(program.variants[variant])\(known). Parameters: \(encoding.declaration).\n"
    }

    private static func count(_ value: Double) -> String {
        value == value.rounded() && value < 1e15 ? String(Int(value)) : HeaderNumber.text(value)
    }
}
