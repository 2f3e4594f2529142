import HoneCore

/// Decides which trials of an import are there already.
///
/// The id alone does not: two studies number their trials alike. Nor does the content alone: repeats are trials too.
struct TrialMatching {
    enum Step: Equatable {
        /// It is there, with this configuration and end.
        case known
        /// It is stored under its id, or beside others of that id: `trial 3~2`.
        case new(PastTrial)
        /// The stored trial of this id gets this end.
        case update(PastTrial)
    }

    /// What the trial is, apart from what was noted beside it.
    private struct Content: Hashable {
        var configuration: Configuration
        var value: Double?
        var state: TrialState
        var fidelity: Double?

        init(_ trial: PastTrial) {
            configuration = trial.configuration
            value = trial.value
            state = trial.state
            fidelity = trial.fidelity
        }
    }

    private struct Stored {
        var id: String
        var content: Content
        var isMatched = false
    }

    /// By the id that they came with.
    private var stored: [String: [Stored]] = [:]
    private var ids: Set<String> = []

    init(_ trials: [PastTrial]) {
        for trial in trials {
            stored[Self.base(trial.id), default: []].append(Stored(id: trial.id, content: Content(trial)))
            ids.insert(trial.id)
        }
    }

    /// What to do with each trial, in order; the new ones with ids of their own.
    func steps(for trials: [PastTrial]) -> [Step] {
        var matching = self
        // Equals first: what is left over may have changed.
        let known = trials.map { matching.take($0) { stored, content in stored == content } != nil }
        return zip(trials, known).map { trial, isKnown in
            if isKnown { return .known }
            let earlier = matching.take(trial) { stored, content in
                stored.configuration == content.configuration && stored.state != .complete
            }
            var trial = trial
            if let earlier {
                trial.id = earlier
                return .update(trial)
            }
            trial.id = matching.free(trial.id)
            return .new(trial)
        }
    }

    /// The id of a stored trial of the same id that matches and has not matched yet.
    private mutating func take(_ trial: PastTrial, _ matches: (Content, Content) -> Bool) -> String? {
        let base = Self.base(trial.id)
        let content = Content(trial)
        guard let place = stored[base]?.firstIndex(where: { !$0.isMatched && matches($0.content, content) }) else {
            return nil
        }
        stored[base]?[place].isMatched = true
        return stored[base]?[place].id
    }

    private mutating func free(_ id: String) -> String {
        var (candidate, count) = (id, 2)
        while !ids.insert(candidate).inserted {
            candidate = "\(Self.base(id))\(Self.mark)\(count)"
            count += 1
        }
        return candidate
    }

    private static let mark: Character = "~"

    /// The id without what tells it from others of the same.
    private static func base(_ id: String) -> String {
        guard let place = id.lastIndex(of: mark), place != id.startIndex else { return id }
        let count = id[id.index(after: place)...]
        return !count.isEmpty && count.allSatisfy(\.isNumber) ? String(id[..<place]) : id
    }
}
