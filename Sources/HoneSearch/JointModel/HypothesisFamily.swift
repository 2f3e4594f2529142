/// Who speaks in a hypothesis of `JointModel`.
package enum HypothesisFamily: String, Sendable, Hashable, CaseIterable {
    /// The language model's word.
    case languageModel = "language model"
    /// Surfaces through the trials of past tasks.
    case pastTasks = "past tasks"
    /// Both, each with half a say.
    case together
    /// Nobody: the study's own trials alone.
    case ownTrials = "own trials"
}

/// How much each family of hypotheses weighs once the study's own trials have been heard.
package struct FamilyWeights: Sendable, Hashable {
    private var weights: [HypothesisFamily: Double] = [:]

    mutating func add(_ weight: Double, to family: HypothesisFamily) { weights[family, default: 0] += weight }

    /// Shares that add up to 1, with `together` divided between its two.
    package var shares: [HypothesisFamily: Double] {
        let sum = weights.values.reduce(0, +)
        guard sum > 0 else { return [:] }
        var shares = weights.mapValues { $0 / sum }
        if let both = shares.removeValue(forKey: .together) {
            shares[.languageModel, default: 0] += both / 2
            shares[.pastTasks, default: 0] += both / 2
        }
        return shares
    }
}
