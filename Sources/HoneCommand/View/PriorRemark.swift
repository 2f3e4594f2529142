import Hone
import HoneCore

/// What a suggestion says of knowledge from before the study that has turned out wrong for it.
struct PriorRemark {
    /// The weight of everything but the study's own trials, 0...1.
    let weight: Double
    private let sources: String

    /// Below this weight knowledge from before counts as given up.
    static let lost = 0.15
    private static let own = "own trials"

    /// - Returns: nil where nothing from before was weighed.
    init?(_ record: SuggestionRecord) {
        guard let weights = record.weights, weights.keys.contains(where: { $0 != Self.own }) else { return nil }
        weight = weights.reduce(0) { $0 + ($1.key == Self.own ? 0 : $1.value) }
        sources = weights.keys.filter { $0 != Self.own }.sorted().joined(separator: " and ")
    }

    var isLost: Bool { weight < Self.lost }

    /// For `hone show --trial`.
    var detail: String? { isLost ? notice : nil }

    /// For `hone run`, the first time.
    var notice: String {
        let verb = sources.hasSuffix("s") || sources.contains(" and ") ? "do" : "does"
        let share = Int((weight * 100).rounded())
        return "the \(sources) \(verb) not fit this study (weight \(share) %): its own trials decide"
    }
}
