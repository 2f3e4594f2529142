import Foundation

/// Classes by the product of their features' densities, as if these were independent.
struct NaiveBayes {
    private var priors: [Double]
    /// By feature and class: mean and variance.
    private var normals: [[(mean: Double, variance: Double)]] = []
    /// By feature, class and text: logarithms of probabilities.
    private var texts: [[[Double]]] = []

    /// Least variance, in units of the feature's own on the sample.
    private static let leastVariance = 1e-3

    init(_ table: LandmarkTable, rows: [Int]) {
        let classes = table.classes
        var counts = Array(repeating: 0.0, count: classes)
        for row in rows { counts[Int(table.targets[row])] += 1 }
        priors = counts.map { log(($0 + 1) / Double(rows.count + classes)) }
        for feature in table.features {
            let groups = (0..<classes).map { index in
                rows.filter { Int(table.targets[$0]) == index && !feature.values[$0].isNaN }.map { feature.values[$0] }
            }
            normals.append(feature.isNumeric ? groups.map(Self.normal) : [])
            texts.append(feature.isNumeric ? [] : groups.map { Self.probabilities($0, count: feature.count) })
        }
    }

    private static func normal(_ values: [Double]) -> (mean: Double, variance: Double) {
        // Without two values, what all rows have: mean 0, variance 1.
        guard values.count > 1 else { return (values.first ?? 0, 1) }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return (mean, max(variance, leastVariance))
    }

    private static func probabilities(_ values: [Double], count: Int) -> [Double] {
        var counts = Array(repeating: 1.0, count: count)
        for value in values { counts[Int(value)] += 1 }
        return counts.map { log($0 / Double(values.count + count)) }
    }

    func error(on table: LandmarkTable, rows: [Int]) -> Double? {
        let answers = rows.map { row -> Double in
            var scores = priors
            for (index, feature) in table.features.enumerated() where !feature.values[row].isNaN {
                let value = feature.values[row]
                for group in scores.indices {
                    if feature.isNumeric {
                        let (mean, variance) = normals[index][group]
                        scores[group] -= (log(variance) + (value - mean) * (value - mean) / variance) / 2
                    } else {
                        scores[group] += texts[index][group][Int(value)]
                    }
                }
            }
            return Double(scores.indices.max { (scores[$0], $1) < (scores[$1], $0) } ?? 0)
        }
        return Landmarks.error(answers, rows.map { table.targets[$0] }, isClassification: true)
    }
}
