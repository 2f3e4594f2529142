import Foundation
import HoneCore
import HoneNumerics

/// A random function over values: a sum of random waves (a draw of a Gaussian process, by Rahimi and Recht's random features,
/// NIPS 2007) or a random network, of warped inputs of which some do not matter; often with a bowl below it.
struct SyntheticSurface: Sendable {
    /// How one parameter's value becomes a coordinate.
    private struct Axis: Sendable {
        let warp: Double
        /// A choice's places; empty for numbers.
        let places: [Double]
        /// 0: does not matter.
        let weight: Double
        let bottom: Double

        func coordinate(_ value: ReaderTrial.Value) -> Double {
            if value.choice >= 0 { return places.indices.contains(Int(value.choice)) ? places[Int(value.choice)] : 0.5 }
            return value.unit.isNaN ? 0.5 : pow(Double(value.unit), warp)
        }
    }

    private let axes: [Axis]
    /// `[units][axes]`, with offsets and heights.
    private let slopes: [[Double]]
    private let offsets: [Double]
    private let heights: [Double]
    private let isNetwork: Bool
    private let bowl: Double

    init(_ domains: [Domain], using generator: inout SeededGenerator) {
        axes = domains.map { domain in
            let isIrrelevant = generator.uniform() < 0.3
            let choices = domain.isCoded ? 0 : domain.choices?.count ?? 0
            return Axis(
                warp: exp(0.6 * generator.normal()), places: (0..<choices).map { _ in generator.uniform() },
                weight: isIrrelevant ? 0 : exp(generator.uniform(log(0.25), log(4))), bottom: generator.uniform())
        }
        isNetwork = generator.uniform() < 0.4
        let units = isNetwork ? 24 : 48
        let axes = axes
        slopes = (0..<units).map { _ in
            // Student's t with five degrees of freedom: the spectrum of Matérn 5/2.
            let spread = (5 / max(1e-6, (0..<5).reduce(0.0) { sum, _ in sum + pow(generator.normal(), 2) }))
                .squareRoot()
            return axes.map { $0.weight * generator.normal() * spread }
        }
        offsets = (0..<units).map { _ in generator.uniform(0, 2 * Double.pi) }
        heights = (0..<units).map { _ in generator.normal() / Double(units).squareRoot() }
        bowl = generator.uniform() < 0.6 ? exp(generator.uniform(log(0.3), log(6))) : 0
    }

    func value(_ trial: ReaderTrial) -> Double {
        let point = zip(axes, trial.values).map { $0.coordinate($1) }
        var sum = 0.0
        for unit in slopes.indices {
            var phase = offsets[unit]
            for axis in point.indices { phase += slopes[unit][axis] * (point[axis] - (isNetwork ? 0.5 : 0)) }
            sum += heights[unit] * (isNetwork ? tanh(phase - Double.pi) : 1.4142135623730951 * cos(phase))
        }
        guard bowl > 0 else { return sum }
        for (axis, place) in zip(axes, point) where axis.weight > 0 {
            sum += bowl * min(axis.weight, 1) * (place - axis.bottom) * (place - axis.bottom)
        }
        return sum
    }
}
