import HoneBase

/// No way to compute a training stays within a limit.
package struct TrainingMemoryError: HoneError, Hashable {
    package let limit: Int
    /// Bytes that the most frugal way takes.
    package let least: Int

    package var place: String? { nil }
    package var problem: String { "a limit of \(limit) bytes is too little for this training" }
    package var remedy: String? { "the least that would do is \(least)" }
    package var fault: Fault { .input }
}

extension TrainingMemory {
    /// A way to compute a training, with what it takes.
    package struct Choice: Sendable, Hashable {
        package var plan: ComputationPlan
        /// Scratch memory of the largest pass.
        package var workspaceFloats: Int
        /// Peak of the whole run.
        package var bytes: Int
    }

    /// Inputs computed at once where no limit asks for fewer: more gain nothing.
    private static let mostInputs = 2048
    /// A pass costs as much time as so many further inputs (measured: eight passes of 130 inputs, two of 550, one of
    /// 1,100), and recomputation makes every input dearer by this factor.
    private static let inputsPerPass = 32.0
    private static let recomputationCost = 1.4
    /// Factor between one size of pass and the next smaller one that is tried.
    private static let sizeRatio = 0.85

    /// The quickest way to compute the steps within a limit of bytes; without a limit the quickest.
    ///
    /// - Parameter steps: the sequences of every step (or of every kind of step).
    /// - Throws: `TrainingMemoryError` if nothing fits.
    package func choose(steps: [[TrainingExample]], limit: Int?) throws(TrainingMemoryError) -> Choice {
        let steps = Self.distinct(steps)
        var best: (choice: Choice, cost: Double)?
        var least = Int.max
        for size in Self.sizes(steps) {
            let passes = steps.map {
                ComputationPlan(tokens: size).batches(of: $0).map { $0.map { Extent($0.example) } }
            }
            let inputs = passes.joined().joined().reduce(0) { $0 + $1.inputs }
            let count = passes.reduce(0) { $0 + $1.count }
            for recomputes in [false, true] {
                let floats = passes.joined().map { workspaceFloats($0, recomputes: recomputes) }.max() ?? 0
                let bytes = bytes(workspace: floats)
                least = min(least, bytes)
                guard limit.map({ bytes <= $0 }) ?? true else { continue }
                let cost =
                    Double(inputs) * (recomputes ? Self.recomputationCost : 1) + Self.inputsPerPass * Double(count)
                if let best, best.cost <= cost { continue }
                best = (
                    Choice(
                        plan: ComputationPlan(tokens: size, recomputes: recomputes), workspaceFloats: floats,
                        bytes: bytes), cost
                )
            }
        }
        guard let best else { throw TrainingMemoryError(limit: limit ?? 0, least: least) }
        return best.choice
    }

    /// What a given way takes.
    package func cost(of plan: ComputationPlan, steps: [[TrainingExample]]) -> Choice {
        let floats = Self.distinct(steps).flatMap { plan.batches(of: $0) }.map {
            workspaceFloats($0.map { Extent($0.example) }, recomputes: plan.recomputes)
        }.max()
        return Choice(plan: plan, workspaceFloats: floats ?? 0, bytes: bytes(workspace: floats ?? 0))
    }

    /// Sizes of passes to try: from a whole step down to a header with one row.
    private static func sizes(_ steps: [[TrainingExample]]) -> [Int] {
        let longest = steps.map { $0.reduce(0) { $0 + $1.tokens } }.max() ?? 1
        let least =
            steps.joined().map { $0.rows.count > 1 ? $0.header.count + ($0.rows.map(\.count).max() ?? 0) : $0.tokens }
            .max() ?? 1
        var sizes: [Int] = []
        var size = min(longest, max(mostInputs, least))
        while size > least {
            sizes.append(size)
            size = Int(Double(size) * sizeRatio)
        }
        return sizes + [least]
    }

    /// One step of every kind: steps whose sequences have the same lengths take the same memory.
    private static func distinct(_ steps: [[TrainingExample]]) -> [[TrainingExample]] {
        var seen: Set<[[Int]]> = []
        return steps.filter { step in
            seen.insert(step.map { [Extent($0).scored, $0.header.count] + $0.rows.map(\.count) }).inserted
        }
    }
}
