import Foundation

/// A study's values at every place of the unit, in units of it and drawn in: `[observations, columns]`.
///
/// Where the unit is so large that nothing is drawn in, all places share one column up to a factor.
struct WarpedTargets {
    /// The lowest value.
    let anchor: Double
    let places: [Place]
    /// Right-hand sides of one triangular system, row major.
    let columns: [Double]
    let columnCount: Int

    struct Place {
        var logScale: Double
        /// The prior's logarithm and that of the warp's slopes, everything but the density of the warped values.
        var logWeight: Double
        var column: Int
        /// What the column is multiplied by.
        var factor: Double
    }

    init(_ targets: [Double], unit: UnitBelief) {
        let anchor = targets.min() ?? 0
        // The largest difference of two doubles is none.
        let distances = targets.map { min($0 - anchor, .greatestFiniteMagnitude) }
        let farthest = distances.max() ?? 0
        // The level is flat in the objective's own units, not in those of σ: it takes up one of the values' units. Otherwise every
        // study would begin by believing in a small unit.
        let count = Double(targets.count - 1)
        let reference = exp(unit.mean)
        var warped: [[Double]] = [distances.map { $0 / reference }]
        var places: [Place] = []
        for place in unit.places {
            let scale = exp(place.logScale)
            var logWeight = place.logWeight - count * place.logScale
            if farthest / scale <= TargetWarp.reach {
                places.append(
                    Place(logScale: place.logScale, logWeight: logWeight, column: 0, factor: reference / scale))
            } else {
                let values = distances.map { $0 / scale }
                logWeight += values.reduce(0) { $0 + TargetWarp.logSlope($1) }
                places.append(
                    Place(logScale: place.logScale, logWeight: logWeight, column: warped.count, factor: 1))
                warped.append(values.map(TargetWarp.warped))
            }
        }
        self.anchor = anchor
        self.places = places
        let width = warped.count
        columnCount = width
        columns = targets.indices.flatMap { row in (0..<width).map { warped[$0][row] } }
    }
}
