import Foundation
import HoneNumerics

/// From the long vectors of whoever reads names to the short ones that the network takes: standardised, then the strongest
/// principal components, each scaled towards unit variance (softly, so that weak ones are not blown up).
package struct NameProjection: Sendable, Hashable {
    /// Names of different kinds lie in different places, so each has its own.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case program, parameter, choice
    }

    /// `[inputs]`: subtracted, and divided by.
    package let means: [Float]
    package let deviations: [Float]
    /// `[inputs, components]`, row major.
    package let matrix: [Float]
    package let components: Int

    package var inputs: Int { means.count }

    /// Standardised numbers and components beyond these are cut off.
    private static let largestInput: Float = 5
    private static let largestOutput: Float = 4
    /// Added to a component's deviation, as a share of the first one's.
    private static let softness = 0.06

    package init(means: [Float], deviations: [Float], matrix: [Float], components: Int) {
        precondition(means.count == deviations.count && matrix.count == means.count * components)
        self.means = means
        self.deviations = deviations
        self.matrix = matrix
        self.components = components
    }

    /// Fits a projection to vectors of equal length; of equal vectors one counts. Fewer vectors than components leave the
    /// last components zero.
    package init?(fitting vectors: [[Float]], components: Int) {
        let unique = Array(Set(vectors)).sorted { $0.lexicographicallyPrecedes($1) }
        guard let inputs = unique.first?.count, inputs > 0, unique.allSatisfy({ $0.count == inputs }) else {
            return nil
        }
        let count = Double(unique.count)
        var means = [Double](repeating: 0, count: inputs)
        for vector in unique { for i in 0..<inputs { means[i] += Double(vector[i]) / count } }
        var deviations = [Double](repeating: 0, count: inputs)
        for vector in unique { for i in 0..<inputs { deviations[i] += pow(Double(vector[i]) - means[i], 2) / count } }
        deviations = deviations.map { $0.squareRoot() + 1e-3 }
        var covariance = Matrix(rows: inputs, columns: inputs)
        for vector in unique {
            let z = (0..<inputs).map { (Double(vector[$0]) - means[$0]) / deviations[$0] }
            for i in 0..<inputs where z[i] != 0 {
                for j in 0..<inputs { covariance.storage[i * inputs + j] += z[i] * z[j] / count }
            }
        }
        let principal = PrincipalComponents(covariance, count: min(components, inputs, unique.count))
        let strongest = max(principal.values.first ?? 0, 0).squareRoot()
        var matrix = [Float](repeating: 0, count: inputs * components)
        for (place, value) in principal.values.enumerated() where value > 1e-9 {
            let scale = 1 / (value.squareRoot() + Self.softness * strongest)
            for i in 0..<inputs { matrix[i * components + place] = Float(principal.vectors[place][i] * scale) }
        }
        self.init(
            means: means.map(Float.init), deviations: deviations.map(Float.init), matrix: matrix, components: components
        )
    }

    /// The short vector of a long one, `[components]`.
    ///
    /// - Precondition: `vector` has `inputs` numbers.
    package func callAsFunction(_ vector: [Float]) -> [Float] {
        precondition(vector.count == inputs, "the projection takes \(inputs) numbers")
        var result = [Float](repeating: 0, count: components)
        for i in 0..<inputs {
            let z = min(max((vector[i] - means[i]) / deviations[i], -Self.largestInput), Self.largestInput)
            for place in 0..<components { result[place] += z * matrix[i * components + place] }
        }
        return result.map { min(max($0, -Self.largestOutput), Self.largestOutput) }
    }
}
