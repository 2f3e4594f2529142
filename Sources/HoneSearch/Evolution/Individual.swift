import HoneCore

/// A finished trial as evolution sees it.
struct Individual: Sendable, Hashable {
    /// The trial's number.
    let number: Int
    /// See `Genome`.
    let genes: [Double]
    /// The objectives' values with the signs turned so that lower is better, all finite.
    let values: [Double]
    /// How much it violates the constraints on outcomes in all; 0 where it meets them.
    let violation: Double
}

extension Individual {
    /// - Parameters:
    ///   - genome: of the study's space.
    ///   - violation: of the trial in all.
    /// - Returns: nil unless the trial is complete with a finite value of every objective.
    init?(_ trial: Trial, of genome: Genome, objectives: [Objective], violation: (Trial) -> Double) {
        guard trial.state == .complete, trial.values.count == objectives.count, trial.values.allSatisfy(\.isFinite)
        else { return nil }
        let excess = violation(trial)
        self.init(
            number: trial.number, genes: genome.genes(of: trial.configuration),
            values: zip(objectives, trial.values).map { $0.minimized($1) },
            violation: excess.isNaN ? .infinity : max(0, excess))
    }
}

/// Individuals that may have children, and who wins where two of them meet.
struct Population: Sendable, Hashable {
    /// In the order of their trials.
    var individuals: [Individual]
    /// One an individual: the front that it belongs to, 0 for the best.
    var ranks: [Int]
    /// One an individual: of two in the same front the lonelier wins. Empty where the front alone decides.
    var loneliness: [Double]

    static let empty = Population(individuals: [], ranks: [], loneliness: [])

    /// Whether the first wins against the second.
    func prefers(_ a: Int, to b: Int) -> Bool {
        if ranks[a] != ranks[b] { return ranks[a] < ranks[b] }
        return loneliness.isEmpty ? false : loneliness[a] > loneliness[b]
    }
}
