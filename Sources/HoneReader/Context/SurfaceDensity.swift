import Foundation
import HoneNumerics

/// What surfaces of past tasks say of a trial, as a density of its quantile: a normal one around their mean, cut to 0...1.
enum SurfaceDensity {
    /// How far off surfaces are that agree.
    private static let variance = 0.04
    /// The rest is even over all bins.
    private static let share = 0.98

    /// Log of each bin's probability.
    static func logarithms(_ surface: SurfaceEstimate, bins: Int) -> [Float] {
        let mean = Double(surface.mean)
        let deviation = (Double(surface.deviation * surface.deviation) + variance).squareRoot()
        let shares = ReaderBins.quantile(bins).edges.map { NormalDistribution.cumulative(($0 - mean) / deviation) }
        let whole = max((shares.last ?? 1) - (shares.first ?? 0), 1e-300)
        return (0..<bins).map { bin in
            Float(log(share * (shares[bin + 1] - shares[bin]) / whole + (1 - share) / Double(bins)))
        }
    }
}
