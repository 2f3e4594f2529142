import HoneCore

/// Climbs an acquisition function from a few good candidates by steps along single parameters, for spaces in which some
/// parameter has too many values to have met them all.
package struct LocalRefinement: Sendable {
    package let space: SearchSpace
    /// Parameters that can be moved in steps.
    private let movable: [Parameter]
    /// Step lengths in parts of the parameter's range, and how often each may be repeated.
    private static let steps = [0.1, 0.05, 0.02, 0.01, 0.004, 0.001]
    private static let repeats = 4

    package init(_ space: SearchSpace) {
        self.space = space
        movable = space.searched.filter { !Neighbours.hasFewValues($0.domain) }
    }

    /// Whether there is anything to climb along.
    package var isUseful: Bool { !movable.isEmpty }

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
            for _ in 0..<Self.repeats {
                var moves: [(start: Int, candidate: Candidate)] = []
                for (index, start) in current.enumerated() {
                    for moved in self.moves(from: start.candidate.configuration, by: step).map(Candidate.init)
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
