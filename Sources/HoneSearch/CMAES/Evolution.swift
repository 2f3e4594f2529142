import Foundation
import HoneCore
import HoneNumerics

/// An evolution strategy at work in a search space: the distribution that samples come from, and what generations make of it.
struct Evolution: Sendable {
    /// A point before it is put on values, with its choices.
    struct Sample: Sendable {
        var point: [Double]
        var choices: [Int?]
    }

    /// What samples are drawn from.
    private struct Distribution: Sendable {
        var state: EvolutionState?
        var margin: IntegerMargin
        var categories: CategoryDistribution
    }

    private let space: EvolutionSpace
    private let settings: EvolutionSettings
    private let generator: SeededGenerator
    private var restarts: EvolutionRestarts
    private var current: Distribution
    /// The one before, which late trials may come from.
    private var previous: Distribution?
    /// The best and the worst value of the latest generations.
    private var extremes: [(best: Double, worst: Double)] = []

    /// Samples that are tried for one trial.
    static let attempts = 100
    /// Of these, how many a trial's own is looked for among.
    private static let recoverable = 30

    /// - Parameters:
    ///   - mean: where the first run begins, one coordinate an axis.
    ///   - generator: decides everything random.
    init(_ space: EvolutionSpace, _ settings: EvolutionSettings, mean: [Double], _ generator: SeededGenerator) {
        self.space = space
        self.settings = settings
        self.generator = generator
        restarts = EvolutionRestarts(settings, dimension: space.dimension)
        current = Self.distribution(space, settings, restarts, mean: mean)
    }

    private static func distribution(
        _ space: EvolutionSpace, _ settings: EvolutionSettings, _ restarts: EvolutionRestarts, mean: [Double]
    ) -> Distribution {
        let population = restarts.population
        let state =
            space.axes.isEmpty
            ? nil
            : EvolutionState(
                mean: mean, sigma: restarts.sigma,
                EvolutionConstants(dimension: space.axes.count, population: population),
                adaptsRates: settings.adaptsRates)
        return Distribution(
            state: state, margin: IntegerMargin(space.places, population: population),
            categories: CategoryDistribution(
                counts: space.categories.map { $0.domain.count ?? 2 }, population: population))
    }

    /// λ of the present run.
    var population: Int { restarts.population }

    // MARK: Sampling

    /// A configuration for the trial at a place of the study's history; nil if the sample lies outside the space. The last
    /// attempt is moved to the edge instead.
    func configuration(place: Int, attempt: Int) -> Configuration? {
        let (point, choices) = encoded(current, place: place, attempt: attempt)
        var moved = point
        // Keys of an order may be any numbers.
        for axis in moved.indices where space.axes[axis].item == nil && !(0...1).contains(moved[axis]) {
            guard attempt == Self.attempts - 1 else { return nil }
            moved[axis] = min(max(moved[axis], 0), 1)
        }
        return space.configuration(moved, choices)
    }

    private func raw(_ distribution: Distribution, place: Int, attempt: Int) -> (point: [Double], choices: [Int]) {
        var draws = generator.fork("sample", place).fork("attempt", attempt)
        let point = distribution.state.map { state in
            state.point(fromNormal: (0..<space.axes.count).map { _ in draws.normal() })
        }
        return (point ?? [], distribution.categories.draw(using: &draws))
    }

    private func encoded(_ distribution: Distribution, place: Int, attempt: Int) -> (point: [Double], choices: [Int]) {
        let (point, choices) = raw(distribution, place: place, attempt: attempt)
        return (distribution.margin.encoded(point, mean: distribution.state?.mean ?? []), choices)
    }

    // MARK: Learning

    /// The sample that a trial was made from: drawn again where the configuration does not say all of it, else read from there.
    private func sample(_ configuration: Configuration, place: Int) -> Sample {
        let coordinates = space.coordinates(configuration)
        let choices = space.choices(configuration)
        let isComplete = !coordinates.contains { $0 == nil }
        if !space.isLossy, isComplete { return Sample(point: inside(coordinates), choices: choices) }
        for distribution in [current, previous].compactMap({ $0 }) {
            for attempt in 0..<Self.recoverable {
                let (point, drawn) = raw(distribution, place: place, attempt: attempt)
                let encoded = distribution.margin.encoded(point, mean: distribution.state?.mean ?? [])
                let isIt =
                    zip(coordinates, space.settled(encoded)).allSatisfy { known, point in
                        known.map { abs($0 - point) < 1e-9 } ?? true
                    } && zip(choices, drawn).allSatisfy { known, drawn in known.map { $0 == drawn } ?? true }
                if isIt { return Sample(point: distribution.state == nil ? [] : point, choices: choices) }
            }
        }
        return Sample(point: inside(coordinates), choices: choices)
    }

    /// The coordinates with the mean for those that are open, at most so far from the mean that one sample cannot lead the
    /// strategy astray (Hansen, "Injecting external solutions into CMA-ES", 2011, section 3).
    private func inside(_ coordinates: [Double?]) -> [Double] {
        guard let state = current.state else { return [] }
        let n = Double(coordinates.count)
        let steps = coordinates.indices.map { (coordinates[$0] ?? state.mean[$0]) - state.mean[$0] }
        let length = state.length(ofStep: steps.map { $0 / state.sigma })
        // Own samples are longer once in a thousand times at most.
        let longest = n.squareRoot() + 2 * n / (n + 2) + 2
        let factor = length > longest ? longest / length : 1
        return steps.indices.map { state.mean[$0] + factor * steps[$0] }
    }

    /// A member of a generation.
    struct Member: Sendable {
        var configuration: Configuration
        /// Its place in the study's history.
        var place: Int
        /// Nil for one that failed.
        var rank: TrialRank?
    }

    /// Takes over what a generation of `population` members has shown.
    mutating func close(_ members: [Member]) {
        let order = members.sorted { a, b in
            switch (a.rank, b.rank) {
            case (let first?, let second?): first != second ? first < second : a.place < b.place
            case (_?, nil): true
            case (nil, _?): false
            case (nil, nil): a.place < b.place
            }
        }
        let samples = order.map { sample($0.configuration, place: $0.place) }
        previous = current
        if var state = current.state {
            state.update(samples.map(\.point))
            current.margin.correct(&state)
            current.state = state
        }
        current.categories.update(samples.map(\.choices))
        restarts.spend(members.count)
        let values = order.compactMap { $0.rank }.filter(\.isComplete).map(\.value)
        if let best = values.first, let worst = values.last { extremes.append((best, worst)) }
        if isSpent { restart() }
    }

    /// Whether the present run leads nowhere any more.
    private var isSpent: Bool {
        if restarts.isOver { return true }
        guard let state = current.state else { return false }
        let window = 10 + Int((30 * Double(state.constants.dimension) / Double(population)).rounded(.up))
        if extremes.count > window {
            let latest = extremes.suffix(window)
            let lowest = latest.map(\.best).min() ?? 0
            let highest = latest.map(\.worst).max() ?? 0
            if highest - lowest <= 1e-12 * max(1, min(lowest.magnitude, highest.magnitude)) { return true }
        }
        return state.isSpent(firstSigma: restarts.sigma)
    }

    /// The next run begins anywhere.
    private mutating func restart() {
        var draws = generator.fork("restart", restarts.run)
        restarts.next(using: &draws)
        current = Self.distribution(space, settings, restarts, mean: space.axes.map { _ in draws.uniform() })
        extremes = []
    }
}
