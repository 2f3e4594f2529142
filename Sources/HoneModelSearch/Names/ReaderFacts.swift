import Foundation
import HoneCore

/// What is known of a task beside its parameters, as the reader takes it: size of the data, classes, and what is measured.
package enum ReaderFacts {
    private static let metrics = [
        ["error", "loss", "err"], ["balanced"], ["auc"], ["mse", "rmse", "squared"], ["r2", "one_minus_r2"],
    ]

    /// `[10]`: log10 of rows, features and classes over 3, whether the classes are unknown, the share of the largest class, and
    /// one of the metrics error, balanced error, AUC, squared error, R². What is unknown is 0.
    package static func of(_ task: TaskDescription, objective: Objective) -> [Float] {
        func size(_ names: String...) -> Float {
            guard let value = names.lazy.compactMap({ task.facts[$0]?.number }).first, value > 0 else { return 0 }
            return Float(log10(value) / 3)
        }
        let classes = size("classes", "num_classes", "n_classes")
        let majority = (task.facts["majority"] ?? task.facts["majority_share"])?.number ?? 0
        var facts = [
            size("rows", "samples", "n_samples", "instances"), size("features", "columns", "n_features"), classes,
            classes == 0 ? 1 : 0, Float(min(max(majority, 0), 1)),
        ]
        let words = Set(objective.metric.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
        // The last that fits: a balanced error is an error, too.
        let kind = metrics.indices.last { !words.isDisjoint(with: metrics[$0]) }
        facts += metrics.indices.map { $0 == kind ? 1 : 0 }
        return facts
    }
}
