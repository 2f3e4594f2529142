import HoneCore
import HoneNumerics

/// Where a trial stands among others at a step: numbers of which lower ones are better.
///
/// With one objective these are its values with the sign turned where high ones are good. With several it is the rank of the
/// trial's vector of values by non-dominated sorting among all of them, so that what is decided by median, percentile or share of
/// one value is decided by median, percentile or share of the ranks.
struct StepStanding: Sendable {
    /// The trial's own number.
    let own: Double
    /// The others', NaN where a trial reported no number.
    let others: [Double]

    /// - Parameters:
    ///   - own: the trial's report.
    ///   - others: the other trials' reports at that step.
    /// - Returns: nil if the trial did not report every objective.
    init?(_ own: StepReport, among others: [StepReport], objectives: [Objective]) {
        guard let vector = own.minimized(objectives) else { return nil }
        let vectors = others.compactMap { $0.minimized(objectives) }
        guard objectives.count > 1 else {
            self.own = vector[0]
            self.others = vectors.map { $0[0] }
            return
        }
        let ranks = NonDominatedSorting.ranks(of: vectors + [vector]).map(Double.init)
        self.own = ranks[vectors.count]
        self.others = zip(ranks, vectors).map { $1.contains(where: \.isNaN) ? .nan : $0 }
    }
}

extension [Double] {
    /// The q-th percentile of those that are numbers, linear between neighbours (Hyndman and Fan, "Sample quantiles in
    /// statistical packages", 1996, type 7); NaN if there is none.
    ///
    /// - Parameter percent: 0...100.
    func percentile(_ percent: Double) -> Double {
        let sorted = filter { !$0.isNaN }.sorted()
        guard let last = sorted.last else { return .nan }
        let place = percent / 100 * Double(sorted.count - 1)
        let index = Int(place)
        guard index + 1 < sorted.count else { return last }
        let (low, high) = (sorted[index], sorted[index + 1])
        // Between infinite values of one sign there is no difference.
        guard low < high else { return low }
        let share = place - Double(index)
        return share == 0 ? low : (share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share))
    }
}
