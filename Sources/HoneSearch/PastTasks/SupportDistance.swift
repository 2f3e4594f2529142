import Foundation
import HoneCore

/// How far a study is from a family of past tasks: 0 for the same program and parameters, 1 for nothing in common.
///
/// Half of it is the program's description, half the space: each parameter is matched with the one most like it by name
/// (words, with the usual short forms spelled out) and kind.
package enum SupportDistance {
    /// Within this distance a model's ranking was tested on datasets that it had not seen; beyond it on none.
    package static let defaultRadius = 0.5

    package static func between(_ study: StudyDescription, and family: FamilySummary) -> Double {
        let program = programSimilarity(study, family)
        let space = spaceSimilarity(study.space, family.space)
        return 1 - (program + space) / 2
    }

    /// The smallest distance to any of the families; 1 without any.
    package static func nearest(_ study: StudyDescription, among families: [FamilySummary]) -> Double {
        families.map { between(study, and: $0) }.min() ?? 1
    }

    private static func programSimilarity(_ study: StudyDescription, _ family: FamilySummary) -> Double {
        if let model = study.task.model?.lowercased(), model == family.family.lowercased() { return 1 }
        let here = words(ProgramText(study).usual)
        let there = words(family.program)
        guard !here.isEmpty, !there.isEmpty else { return 0 }
        return Double(here.intersection(there).count) / Double(min(here.count, there.count))
    }

    private static func spaceSimilarity(_ here: SearchSpace, _ there: SearchSpace) -> Double {
        let ours = here.searched
        var theirs = there.searched
        let larger = max(ours.count, theirs.count)
        var sum = 0.0
        for parameter in ours {
            let scored = theirs.indices.map { ($0, similarity(parameter, theirs[$0])) }
            guard let (index, score) = scored.max(by: { $0.1 < $1.1 }), score > 0 else { continue }
            sum += score
            theirs.remove(at: index)
        }
        return larger == 0 ? 0 : sum / Double(larger)
    }

    private static func similarity(_ a: Parameter, _ b: Parameter) -> Double {
        let (here, there) = (words(a.name), words(b.name))
        let name =
            a.name.lowercased() == b.name.lowercased()
            ? 1 : Double(here.intersection(there).count) / Double(max(1, here.union(there).count))
        let kind = a.domain.isCategorical == b.domain.isCategorical ? 1 : 0.5
        return name * kind
    }

    /// Words that say nothing of a program.
    private static let fillers: Set<String> = [
        "a", "an", "by", "data", "for", "in", "of", "on", "program", "s", "the", "with",
    ]
    /// Short forms of parameter and program names.
    private static let spelledOut: [String: [String]] = [
        "lr": ["learning", "rate"], "bs": ["batch", "size"], "wd": ["weight", "decay"], "eta": ["learning", "rate"],
        "eta0": ["learning", "rate"], "nn": ["neural", "network"], "gbm": ["gradient", "boosting"],
        "rf": ["random", "forest"], "svm": ["support", "vector", "machine"], "svc": ["support", "vector", "machine"],
        "mlp": ["multilayer", "perceptron"], "cnn": ["convolutional", "network"], "hidden": ["width"],
        "units": ["width"], "layers": ["depth"], "optimizer": ["opt"],
    ]

    private static func words(_ text: String) -> Set<String> {
        let parts = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        return Set(parts.flatMap { spelledOut[$0] ?? [$0] }).subtracting(fillers)
    }
}
