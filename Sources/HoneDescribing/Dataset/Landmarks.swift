import Foundation

/// Errors of three very simple learners on a sample: they tell datasets apart (Pfahringer, Bensusan, Giraud-Carrier,
/// "Meta-learning by landmarking various learning algorithms", 2000).
///
/// For classes the share of wrong answers, for numbers the squared error in units of the target's variance; nil where a
/// learner has nothing to say.
package struct Landmarks: Sendable, Hashable {
    /// The nearest other row's answer.
    package var nearestNeighbour: Double?
    /// One question about one feature, learnt on each half of the sample and asked on the other.
    package var stump: Double?
    /// Gaussian for numbers, with Laplace's rule for texts; halves as above. Classes only.
    package var naiveBayes: Double?

    package init() {}

    init(_ table: LandmarkTable) {
        nearestNeighbour = NearestNeighbour.error(on: table)
        let errors = [true, false].map { half in
            let training = table.targets.indices.filter { table.isSecondHalf[$0] == half }
            let testing = table.targets.indices.filter { table.isSecondHalf[$0] != half }
            return (
                stump: Stump(table, rows: training).error(on: table, rows: testing),
                bayes: table.classes > 0 ? NaiveBayes(table, rows: training).error(on: table, rows: testing) : nil
            )
        }
        stump = Self.mean(errors.map(\.stump))
        naiveBayes = Self.mean(errors.map(\.bayes))
    }

    private static func mean(_ errors: [Double?]) -> Double? {
        let known = errors.compactMap { $0 }
        return known.count == errors.count ? known.reduce(0, +) / Double(known.count) : nil
    }

    /// The share of wrong answers, or the squared error in units of the variance; nil where the targets do not vary.
    static func error(_ answers: [Double], _ targets: [Double], isClassification: Bool) -> Double? {
        guard !targets.isEmpty else { return nil }
        if isClassification { return Double(zip(answers, targets).count { $0 != $1 }) / Double(targets.count) }
        let mean = targets.reduce(0, +) / Double(targets.count)
        let total = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = zip(answers, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / total
        return total > 0 && error.isFinite ? error : nil
    }
}

/// Answers with the nearest other row's target.
enum NearestNeighbour {
    static func error(on table: LandmarkTable) -> Double? {
        var distances = [Double](repeating: 0, count: table.rows)
        let answers = (0..<table.rows).map { row -> Double in
            for other in distances.indices { distances[other] = 0 }
            for feature in table.features {
                let here = feature.values[row]
                for other in distances.indices {
                    let difference = feature.values[other] - here
                    // Two different texts, and what is missing, count as two deviations of numbers.
                    let step =
                        difference.isNaN ? 2 : feature.isNumeric ? difference * difference : difference == 0 ? 0 : 2
                    distances[other] += step
                }
            }
            distances[row] = .infinity
            let nearest = distances.indices.min { distances[$0] < distances[$1] } ?? row
            return table.targets[nearest]
        }
        return Landmarks.error(answers, table.targets, isClassification: table.classes > 0)
    }
}
