import Foundation

/// Gaussian peaks at random places, each an ellipsoid of its own (functions 21 and 22).
struct GallagherPeaks: Sendable {
    private let rotation: BBOBMatrix
    /// By peak, in turned coordinates.
    private let centers: [[Double]]
    private let scales: [[Double]]
    private let heights: [Double]

    private static let condition = 1000.0
    private static let heightRange = (low: 1.1, high: 9.1)

    /// - Parameters:
    ///   - count: of peaks; the first is the highest.
    ///   - firstCondition: of the highest peak.
    ///   - spread: width of the box that peaks lie in; `offset` is half of it.
    init(_ instance: BBOBInstance, count: Int, firstCondition: Double, spread: Double, offset: Double) {
        let seed = instance.seed
        let dimension = instance.dimension
        rotation = instance.second
        let order = Self.order(BBOBGenerator.uniform(count - 1, seed: seed))
        let places = BBOBGenerator.uniform(dimension * count, seed: seed)
        var (centers, scales, heights): ([[Double]], [[Double]], [Double]) = ([], [], [])
        for peak in 0..<count {
            let isFirst = peak == 0
            let condition =
                isFirst ? firstCondition : pow(Self.condition, Double(order[peak - 1]) / Double(count - 2))
            heights.append(
                isFirst
                    ? 10
                    : Double(peak - 1) / Double(count - 2) * (Self.heightRange.high - Self.heightRange.low)
                        + Self.heightRange.low)
            let axes = Self.order(BBOBGenerator.uniform(dimension, seed: seed + 1000 * peak))
            scales.append(axes.map { pow(condition, Double($0) / Double(dimension - 1) - 0.5) })
            let place = places[peak * dimension..<(peak + 1) * dimension].map { spread * $0 - offset }
            // The highest peak keeps away from the border.
            centers.append(rotation(place).map { isFirst ? 0.8 * $0 : $0 })
        }
        self.centers = centers
        self.scales = scales
        self.heights = heights
    }

    /// The indices in the order of their values.
    private static func order(_ values: [Double]) -> [Int] {
        values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    }

    @Sendable func value(at x: [Double]) -> Double {
        let turned = rotation(x)
        var highest = 0.0
        for peak in heights.indices {
            var distance = 0.0
            for axis in turned.indices {
                let away = turned[axis] - centers[peak][axis]
                distance += scales[peak][axis] * away * away
            }
            highest = max(highest, heights[peak] * exp(-0.5 / Double(turned.count) * distance))
        }
        let value = BBOBShape.oscillated(10 - highest)
        return value * value + BBOBShape.penalty(x)
    }
}
