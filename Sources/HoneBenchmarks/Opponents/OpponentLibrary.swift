import Synchronization

/// What the opponents make of the past of each task, once for all of them and all seeds. A class because of this.
package final class OpponentLibrary: Sendable {
    package let past: BenchmarkPast
    private let known = Mutex<[String: Known]>([:])
    /// Tasks that are kept: those that are being run.
    private static let most = 8

    private struct Known {
        var past: OpponentPast?
        var rules: [Opponent: any OpponentRule] = [:]
    }

    package init(_ past: BenchmarkPast) {
        self.past = past
    }

    /// The past tasks placed in the task's own space; nil where there is none to learn from.
    func past(of task: BenchmarkTask) -> OpponentPast? {
        if let found = known.withLock({ $0[task.name] }) { return found.past }
        let new = OpponentPast(past.known(of: task).entries, task: task)
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[task.name] = Known(past: new)
        }
        return new
    }

    /// An opponent's rule; nil where there is no past to learn from.
    func rule(_ opponent: Opponent, of task: BenchmarkTask) -> (any OpponentRule)? {
        guard let past = past(of: task) else { return nil }
        if let found = known.withLock({ $0[task.name]?.rules[opponent] }) { return found }
        let new = opponent.rule(past)
        known.withLock { $0[task.name]?.rules[opponent] = new }
        return new
    }
}
