import HoneCore
import HoneNumerics

/// Turns what an optimiser proposes into what may be suggested: configurations that meet the constraints, belong to the source
/// and are neither taken nor chosen before in the same call.
struct Proposals: Sendable {
    private let space: SearchSpace
    private let source: CandidateSource
    private var excluded: TakenConfigurations
    private let nearestRows: NearestRows?
    /// Taken rows, where candidates are those of a list.
    private var bannedRows: Set<Int>
    /// What was chosen so far.
    private(set) var chosen: [Candidate] = []

    init(_ space: SearchSpace, _ source: CandidateSource, excluding taken: TakenConfigurations) {
        self.space = space
        self.source = source
        excluded = taken
        switch source {
        case .space: (nearestRows, bannedRows) = (nil, [])
        case .finite(let list): (nearestRows, bannedRows) = (NearestRows(list, in: space), taken.rows(of: list))
        }
    }

    /// The proposal itself, or nil if it is taken or a constraint forbids it; where candidates are those of a list, the row next
    /// to the proposal among those that are left.
    func candidate(for proposal: Configuration) -> Candidate? {
        switch source {
        case .finite(let list):
            return nearestRows?.nearest(to: proposal, banning: bannedRows).map { list.candidates[$0] }
        case .space:
            guard space.satisfiesConstraints(proposal) else { return nil }
            let candidate = Candidate(proposal)
            return excluded.contains(candidate.key) ? nil : candidate
        }
    }

    /// Like `candidate(for:)`; where constraints forbid the proposal, what is nearest to it among what linear ones allow.
    func mended(_ proposal: Configuration) -> Candidate? {
        if let found = candidate(for: proposal) { return found }
        guard case .space = source, let moved = LinearConstraints.of(space)?.nearest(to: proposal) else { return nil }
        return candidate(for: moved)
    }

    /// Whether a candidate is taken or chosen.
    func isExcluded(_ candidate: Candidate) -> Bool { excluded.contains(candidate.key) }

    /// Chooses a candidate that `candidate(for:)` gave.
    mutating func choose(_ candidate: Candidate) {
        chosen.append(candidate)
        excluded.insert(candidate.key)
        if case .finite(let list) = source, let row = list.rows[candidate.key] { bannedRows.insert(row) }
    }

    /// Chooses random ones: up to `count`, fewer only where no more are left.
    ///
    /// - Returns: those that it chose.
    mutating func chooseRandom(_ count: Int, using generator: inout SeededGenerator) throws(SamplingError)
        -> [Candidate]
    {
        let drawn: [Candidate]
        do {
            drawn = try RandomDraws(space, source).draw(count, excluding: excluded, using: &generator)
        } catch {
            // What was chosen before is worth having.
            guard !chosen.isEmpty else { throw error }
            return []
        }
        for candidate in drawn { choose(candidate) }
        return drawn
    }
}
