import HoneCore

/// Climbs an acquisition function from a few good candidates by changes of single parameters: steps along ranges, every other
/// value of those that have few.
package struct LocalRefinement: Sendable {
    package let space: SearchSpace
    /// Parameters that can be moved in steps, and those whose every value is tried.
    private let movable: [Parameter]
    private let listed: [Parameter]
    /// Orders of things, climbed by exchanges and moves.
    private let ordered: [Parameter]
    private let parents: Set<String>
    /// Moves that a linear constraint forbids end where it does not.
    private let linear: LinearConstraints?
    /// Step lengths in parts of the parameter's range, and how often each may be repeated.
    private static let steps = [0.1, 0.05, 0.02, 0.01, 0.004, 0.001]
    private static let repeats = 4

    package init(_ space: SearchSpace) {
        self.space = space
        movable = space.searched.filter { !Neighbours.hasFewValues($0.domain) && $0.domain.items == nil }
        ordered = space.searched.filter { !Neighbours.hasFewValues($0.domain) && $0.domain.items != nil }
        listed = space.searched.filter { Neighbours.hasFewValues($0.domain) }
        linear = LinearConstraints.of(space)
        parents = Set(space.parameters.flatMap { $0.conditions.map(\.parent) })
    }

    /// Whether there is anything to climb along: a space of few values may have been listed whole.
    package var isUseful: Bool { space.enumerated(limit: RandomDraws.enumerationLimit) == nil }

    /// Starting points with what the climb made of them.
    ///
    /// - Parameters:
    ///   - score: the acquisition function for many candidates at once; higher is better.
    ///   - taken: what must not come out.
    package func refine(
        _ starts: [(candidate: Candidate, score: Double)], excluding taken: TakenConfigurations,
        score: ([Candidate]) -> [Double]
    ) -> [(candidate: Candidate, score: Double)] {
        var current = starts
        // Exchanges do not get shorter either: what they have not improved they will not, until something else has.
        var isSettled = starts.map { _ in ordered.isEmpty }
        for step in Self.steps {
            for round in 0..<Self.repeats {
                var moves: [(start: Int, candidate: Candidate)] = []
                for (index, start) in current.enumerated() {
                    let center = start.candidate.configuration
                    // Lists are walked once a step: their moves do not get shorter.
                    let found =
                        self.moves(from: center, by: step) + (round == 0 ? changes(of: center) : [])
                        + (isSettled[index] ? [] : orders(of: center))
                    for moved in found.map(Candidate.init)
                    where !taken.contains(moved.key) {
                        moves.append((index, moved))
                    }
                }
                guard !moves.isEmpty else { break }
                var hasMoved = false
                isSettled = isSettled.map { _ in true }
                for (move, value) in zip(moves, score(moves.map(\.candidate)))
                where value > current[move.start].score {
                    current[move.start] = (move.candidate, value)
                    isSettled[move.start] = ordered.isEmpty
                    hasMoved = true
                }
                if !hasMoved { break }
            }
        }
        return current
    }

    /// Every other value of each parameter that has few; what becomes active takes its default or the middle.
    private func changes(of center: Configuration) -> [Configuration] {
        var result: [Configuration] = []
        for parameter in listed {
            guard let current = center[parameter.name], let count = parameter.domain.count else { continue }
            for index in 0..<count {
                let value = parameter.domain.value(atIndex: index)
                guard value != current else { continue }
                let changed = space.configuration { other in
                    other.name == parameter.name
                        ? value : center[other.name] ?? other.defaultValue ?? other.domain.value(atUnit: 0.5)
                }
                if space.satisfiesConstraints(changed) {
                    result.append(changed)
                } else if let mended = linear?.nearest(to: changed), mended != center {
                    result.append(mended)
                }
            }
        }
        return result
    }

    /// Every order that an exchange or a move of one thing makes; of many things only exchanges of those that stand near each
    /// other.
    private func orders(of center: Configuration) -> [Configuration] {
        var result: [Configuration] = []
        for parameter in ordered {
            guard let order = center[parameter.name].flatMap(parameter.domain.order) else { continue }
            let found =
                order.count <= Self.mostMoved
                ? Permutation.neighbours(of: order)
                : order.indices.flatMap { place in
                    (1...3).filter { place + $0 < order.count }.map { Permutation.swapped(order, place, place + $0) }
                }
            for moved in found {
                var changed = center
                changed[parameter.name] = parameter.domain.value(inOrder: moved)
                let isAllowed = parents.contains(parameter.name) ? space.contains : space.satisfiesConstraints
                if isAllowed(changed) { result.append(changed) }
            }
        }
        return result
    }

    /// Of more things not every exchange is tried.
    private static let mostMoved = 12

    private func moves(from center: Configuration, by step: Double) -> [Configuration] {
        var result: [Configuration] = []
        for parameter in movable {
            guard let value = center[parameter.name], let place = parameter.domain.unit(value) else { continue }
            for direction in [-step, step] {
                let moved = parameter.domain.value(atUnit: place + direction)
                guard moved != value else { continue }
                // A parameter that others depend on may not be changed alone: the new children would have no values.
                var changed = center
                changed[parameter.name] = moved
                if space.contains(changed) {
                    result.append(changed)
                } else if let mended = linear?.nearest(to: changed), mended != center, space.contains(mended) {
                    result.append(mended)
                }
            }
        }
        return result
    }
}
