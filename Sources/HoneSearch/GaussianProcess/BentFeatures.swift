import Foundation

/// Coordinates after a bend of each numeric parameter's range, with what a density of the bends needs of their derivatives.
struct BentFeatures {
    private let model: GaussianProcess.Model
    let features: FeatureMatrix
    /// By log a and log b of the parameter's shape, `[parameters][points]`; empty for those without one.
    private var byLogA: [[Double]]
    private var byLogB: [[Double]]

    init(_ features: FeatureMatrix, _ model: GaussianProcess.Model, _ shapes: [InputShape]) {
        self.model = model
        byLogA = Array(repeating: [], count: model.parameterCount)
        byLogB = byLogA
        var storage = features.storage
        for (parameter, column) in model.bentColumns {
            let shape = shapes[parameter]
            for point in 0..<features.count {
                let place = point * features.columns + column
                let bend = shape.derivatives(storage[place])
                storage[place] = bend.value
                byLogA[parameter].append(bend.byLogA)
                byLogB[parameter].append(bend.byLogB)
            }
        }
        self.features = FeatureMatrix(columns: features.columns, storage: storage)
    }

    /// - Parameter slopes: of each pair what the derivative of twice the density by log ℓ_p has beside D_p / ℓ_p²; that by D_p itself is
    ///   -1/2 ℓ_p² of it.
    func addGradient(_ slopes: [Double], logLengthScales: [Double], to gradient: inout [Double], at start: Int) {
        let count = features.count
        let width = features.columns
        var next = start
        for (parameter, column) in model.bentColumns {
            let places = (0..<count).map { features.storage[$0 * width + column] }
            // Σ_j s_ij (w_i - w_j), each pair counted for both of its points.
            var pulls = [Double](repeating: 0, count: count)
            var pair = 0
            for i in 0..<count {
                var pull = 0.0
                for j in 0...i {
                    let part = slopes[pair + j] * (places[i] - places[j])
                    pull += part
                    pulls[j] -= part
                }
                pulls[i] += pull
                pair += i + 1
            }
            let factor = -0.5 * exp(-2 * logLengthScales[parameter])
            for i in 0..<count {
                gradient[next] += factor * pulls[i] * byLogA[parameter][i]
                gradient[next + 1] += factor * pulls[i] * byLogB[parameter][i]
            }
            next += 2
        }
    }
}
