import Foundation
import HoneNumerics

/// The kernels of one parameter: one for each observation in order, and last the prior's.
enum KernelColumn: Sendable {
    /// Truncated normal distributions: their centres, the inverses of their widths, and what is to be taken from the logarithm of
    /// each one's density because of its width and the bounds.
    case normal(centers: [Double], widths: [Double], inverses: [Double], normalizers: [Double])
    /// Truncated normal distributions summed over cells.
    case cells(centers: [Double], widths: [Double], inverses: [Double], normalizers: [Double])
    /// Logarithms of probabilities, `[kernels][choices]`.
    case choices([Double], count: Int)

    /// - Parameters:
    ///   - coordinates: of the observations.
    ///   - order: the observations' places in the order of their coordinates.
    init(_ dimension: ParzenDimension, _ coordinates: [Double], order: [Int], prior: Double) {
        switch dimension.kind {
        case .choices(let count):
            self = Self.choices(coordinates, count: count, prior: prior)
        case .range(let low, let high, _, let steps):
            self = Self.normal(
                coordinates, order: order, low: low, high: high, isCell: steps != nil)
        }
    }

    private static let halfLogTwoPi = 0.5 * log(2 * Double.pi)

    private static func normal(_ coordinates: [Double], order: [Int], low: Double, high: Double, isCell: Bool)
        -> KernelColumn
    {
        let range = high - low
        // The smallest width is that of most kernels: what follows from it is computed once.
        let least = range / min(100, Double(coordinates.count + 2))
        let (leastInverse, leastLogarithm) = (1 / least, log(least) + halfLogTwoPi)
        let widths = self.widths(coordinates, order: order, least: least, low: low, high: high) + [range]
        let centers = coordinates + [0.5 * (low + high)]
        var inverses = [Double](repeating: leastInverse, count: centers.count)
        var normalizers = [Double](repeating: isCell ? 0 : leastLogarithm, count: centers.count)
        for kernel in centers.indices {
            let width = widths[kernel]
            if width != least {
                inverses[kernel] = 1 / width
                if !isCell { normalizers[kernel] = log(width) + halfLogTwoPi }
            }
            normalizers[kernel] += NormalMass.logarithm(
                (low - centers[kernel]) * inverses[kernel], (high - centers[kernel]) * inverses[kernel])
        }
        return isCell
            ? .cells(centers: centers, widths: widths, inverses: inverses, normalizers: normalizers)
            : .normal(centers: centers, widths: widths, inverses: inverses, normalizers: normalizers)
    }

    /// Each observation's width: the distance to the farther of its two neighbours (the ends count as neighbours only of a single
    /// observation), at least a hundredth of the range, more while there are few, at most the range.
    private static func widths(_ coordinates: [Double], order: [Int], least: Double, low: Double, high: Double)
        -> [Double]
    {
        guard order.count > 1 else {
            return coordinates.map { min(max(max($0 - low, high - $0), least), high - low) }
        }
        var widths = [Double](repeating: 0, count: coordinates.count)
        var before = 0.0
        for place in 0..<order.count {
            let observation = order[place]
            let after = place + 1 < order.count ? coordinates[order[place + 1]] - coordinates[observation] : 0
            widths[observation] = min(max(max(before, after), least), high - low)
            before = after
        }
        return widths
    }

    private static func choices(_ coordinates: [Double], count: Int, prior: Double) -> KernelColumn {
        let kernels = coordinates.count + 1
        guard kernels > 1 else {
            return .choices(Array(repeating: -log(Double(count)), count: count), count: count)
        }
        let share = prior / Double(kernels)
        let sum = share * Double(count)
        let other = log(share / (sum + 1))
        let chosen = log((share + 1) / (sum + 1))
        var table = [Double](repeating: other, count: kernels * count)
        for (kernel, coordinate) in coordinates.enumerated() { table[kernel * count + Int(coordinate)] = chosen }
        for choice in 0..<count { table[(kernels - 1) * count + choice] = -log(Double(count)) }
        return .choices(table, count: count)
    }

    /// Adds the logarithms of the kernels' densities at some coordinates, less their normalisers.
    ///
    /// - Parameter sums: `[coordinates][kernels]`.
    func addLogDensities(
        _ dimension: ParzenDimension, at coordinates: [Double], to sums: UnsafeMutableBufferPointer<Double>
    ) {
        let kernels = coordinates.isEmpty ? 0 : sums.count / coordinates.count
        switch self {
        case .normal(let centers, _, let inverses, _):
            centers.withUnsafeBufferPointer { centers in
                inverses.withUnsafeBufferPointer { inverses in
                    for (point, coordinate) in coordinates.enumerated() {
                        let row = UnsafeMutableBufferPointer(
                            rebasing: sums[(point * kernels)..<((point + 1) * kernels)])
                        for kernel in 0..<kernels {
                            let distance = (coordinate - centers[kernel]) * inverses[kernel]
                            row[kernel] -= 0.5 * distance * distance
                        }
                    }
                }
            }
        case .cells(let centers, _, let inverses, _):
            guard case .range(_, _, let isLog, let steps?) = dimension.kind else { return }
            // Points share the values of a parameter in steps, and kernels often are the same.
            var known: [Double: [Double]] = [:]
            for (point, coordinate) in coordinates.enumerated() {
                let logarithms =
                    known[coordinate]
                    ?? Self.cellLogarithms(
                        dimension.cell(around: coordinate, isLog: isLog, steps), centers: centers, inverses: inverses)
                known[coordinate] = logarithms
                for kernel in 0..<kernels { sums[point * kernels + kernel] += logarithms[kernel] }
            }
        case .choices(let table, let count):
            for (point, coordinate) in coordinates.enumerated() {
                let choice = Int(coordinate)
                for kernel in 0..<kernels { sums[point * kernels + kernel] += table[kernel * count + choice] }
            }
        }
    }

    private static func cellLogarithms(_ cell: (low: Double, high: Double), centers: [Double], inverses: [Double])
        -> [Double]
    {
        var known: [SIMD2<Double>: Double] = [:]
        return zip(centers, inverses).map { center, inverse in
            let kernel = SIMD2(center, inverse)
            if let logarithm = known[kernel] { return logarithm }
            let logarithm = NormalMass.logarithm((cell.low - center) * inverse, (cell.high - center) * inverse)
            known[kernel] = logarithm
            return logarithm
        }
    }

    /// A draw from one kernel, rounded to one of the parameter's values.
    func draw(_ dimension: ParzenDimension, kernel: Int, using generator: inout SeededGenerator) -> Double {
        switch self {
        case .choices(let table, let count):
            return Double(generator.index(weights: table[(kernel * count)..<((kernel + 1) * count)].map { exp($0) }))
        case .normal(let centers, let widths, _, _), .cells(let centers, let widths, _, _):
            guard case .range(let low, let high, _, _) = dimension.kind else { return .nan }
            // A centre lies between the ends and no width exceeds their distance: one draw in three is kept at least.
            for _ in 0..<Self.patience {
                let drawn = centers[kernel] + widths[kernel] * generator.normal()
                if drawn >= low, drawn <= high { return dimension.rounded(drawn) }
            }
            return dimension.rounded(centers[kernel])
        }
    }

    private static let patience = 1000
}
