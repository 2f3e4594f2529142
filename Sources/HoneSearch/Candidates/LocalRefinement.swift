import HoneCore

/// Climbs an acquisition function from a few good candidates by changes of single parameters: steps along ranges, every other
/// value of those that have few.
package struct LocalRefinement: Sendable {
    package let space: SearchSpace
    /// Parameters that can be moved in steps, and those whose every value is tried.
    private let movable: [Parameter]
    private let listed: [Parameter]
    /// Step lengths in parts of the parameter's range, and how often each may be repeated.
    private static let steps = [0.1, 0.05, 0.02, 0.01, 0.004, 0.001]
    private static let repeats = 4

    package init(_ space: SearchSpace) {
        self.space = space
        movable = space.searched.filter { !Neighbours.hasFewValues($0.domain) }
        listed = space.searched.filter { Neighbours.hasFewValues($0.domain) }
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
        for step in Self.steps {
            for round in 0..<Self.repeats {
                var moves: [(start: Int, candidate: Candidate)] = []
                for (index, start) in current.enumerated() {
                    let center = start.candidate.configuration
                    // Lists are walked once a step: their moves do not get shorter.
                    let found = self.moves(from: center, by: step) + (round == 0 ? changes(of: center) : [])
                    for moved in found.map(Candidate.init)
                    where !taken.contains(moved.key) {
                        moves.append((index, moved))
                    }
                }
                guard !moves.isEmpty else { break }
                var hasMoved = false
                for (move, value) in zip(moves, score(moves.map(\.candidate)))
                where value > current[move.start].score {
                    current[move.start] = (move.candidate, value)
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
                if space.satisfiesConstraints(changed) { result.append(changed) }
            }
        }
        return result
    }

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
                if space.contains(changed) { result.append(changed) }
            }
        }
        return result
    }
}
