import Foundation
import HoneCore

/// The program of a study or a past task in words: `mlp, multilayer perceptron, 20 epochs of Adam`.
///
/// A dataset's name never appears: it would be learnt by heart and mean nothing for a new dataset.
package struct ProgramText: Sendable, Hashable {
    /// The ways in which studies describe the same program, the usual one first: model and summary, either alone. Not empty.
    package let variants: [String]

    /// Model and summary, as far as they are given; `program` without either.
    package var usual: String { variants.first ?? Self.unknown }

    private static let unknown = "program"

    package init(model: String?, summary: String?, hiding dataset: String?) {
        var variants: [String] = []
        for (model, summary) in [(model, summary), (model, nil), (nil, summary)] {
            let words = Self.withoutName(dataset, in: Self.joined(model: model, summary: summary))
            let isEmpty = model == nil && summary == nil
            if !variants.contains(words), !isEmpty || variants.isEmpty { variants.append(words) }
        }
        self.variants = variants
    }

    package init(_ task: PastTask) {
        self.init(model: task.task.model ?? task.family, summary: task.summary, hiding: task.task.dataset)
    }

    package init(_ study: StudyDescription) {
        self.init(model: study.task.model, summary: study.context, hiding: study.task.dataset)
    }

    private static func joined(model: String?, summary: String?) -> String {
        let parts = [model, summary].compactMap { $0?.trimmingCharacters(in: .whitespacesAndNewlines) }
            .filter { !$0.isEmpty }
        guard !parts.isEmpty else { return unknown }
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
}
