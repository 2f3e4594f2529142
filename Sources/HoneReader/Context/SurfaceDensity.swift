import Foundation
import HoneNumerics

/// What surfaces of past tasks say of a trial, as a density of its quantile: a normal one around their mean, cut to 0...1.
package enum SurfaceDensity {
    /// How far off surfaces are that agree.
    private static let variance = 0.04
    /// The rest is even over all bins.
    private static let share = 0.98

    /// Each bin's probability, `[bins]`.
    package static func probabilities(_ surface: SurfaceEstimate, bins: Int) -> [Double] {
        let mean = Double(surface.mean)
        let deviation = (Double(surface.deviation * surface.deviation) + variance).squareRoot()
        let shares = ReaderBins.quantile(bins).edges.map { NormalDistribution.cumulative(($0 - mean) / deviation) }
        let whole = max((shares.last ?? 1) - (shares.first ?? 0), 1e-300)
        return (0..<bins).map { share * (shares[$0 + 1] - shares[$0]) / whole + (1 - share) / Double(bins) }
    }

    /// Replaces the network's logits by those of the mean of its density and the surfaces'. Neither alone ranks a known program's
    /// candidates better, and where past tasks mislead, half is left of what the network reads.
    static func average(_ logits: UnsafeMutablePointer<Float>, bins: Int, with surface: SurfaceEstimate) {
        let said = probabilities(surface, bins: bins)
        let largest = Double((0..<bins).reduce(-Float.infinity) { max($0, logits[$1]) })
        let weights = (0..<bins).map { exp(Double(logits[$0]) - largest) }
        let sum = weights.reduce(0, +)
        for bin in 0..<bins { logits[bin] = Float(log(0.5 * weights[bin] / sum + 0.5 * said[bin])) }
    }
}
