import HoneCore
import HoneSearch

/// The trials of a study and what an optimiser may see of them: a pure value that says what each event changes.
///
/// It alone knows numbering, the order of completion, what is visible, what was asked for, the best trial and the totals.
/// `StudyState` decides with it what a run does next; `AskTell` answers with it. No step costs more with more trials.
package struct TrialLedger: Sendable {
    package let description: StudyDescription
    /// The description's version.
    package let version: Int
    /// All descriptions by version, the present one among them.
    package let versions: [Int: StudyDescription]
    /// All trials as they are.
    package private(set) var trials: TrialList
    /// The trials as the optimiser sees them: those that fit the description, a completion only when its turn has come.
    package private(set) var visible: TrialHistory
    /// The complete trials that none is better than, as the present description sees them.
    package private(set) var front = ParetoFront()
    /// Whose turn it is where configurations run several times, as far as the optimiser has been shown.
    private var race: RepeatRace?
    /// How many trials that count have finished since the front last changed.
    package private(set) var sinceImprovement = 0
    /// Numbers of trials that were asked for and wait to be handed out again.
    package private(set) var handedBack: Set<Int> = []
    /// Numbers of trials that wait to go on.
    private var paused: Set<Int> = []
    /// When asked trials that were not told yet are given up (seconds since 1970), by number.
    package private(set) var expiries: [Int: Double] = [:]

    /// - Parameters:
    ///   - history: all trials as stored.
    ///   - versions: all descriptions by version.
    ///   - expiries: when asked trials are given up.
    package init(
        _ description: StudyDescription, version: Int, versions: [Int: StudyDescription], history: TrialHistory,
        expiries: [Int: Double] = [:]
    ) {
        self.description = description
        self.version = version
        self.versions = versions
        trials = TrialList()
        visible = TrialHistory(revision: history.revision)
        visible.trials.indexTaken()
        race = description.repeats.map(RepeatRace.init)
        for trial in history.trials {
            trials.append(trial)
            noteWaiting(trial)
            show(trial)
            noteBest(trial)
            if trial.isAsked, trial.state == .running {
                self.expiries[trial.number] = expiries[trial.number] ?? .infinity
            }
        }
        visible.revision = history.revision
    }

    // MARK: - What is known

    package func trial(_ number: Int) -> Trial? { trials.trial(number) }

    /// The best complete trial; with several objectives the best in the first.
    package var best: Trial? { front.best(in: description) }

    /// The number of the next new trial.
    package var nextNumber: Int { (trials.last?.number ?? -1) + 1 }

    /// Trials that count towards `-n`.
    package var countTowardsTotal: Int {
        trials.counts.reduce(0) { $0 + ($1.key.countsTowardsTotal ? $1.value : 0) }
    }

    /// Trials that wait or run.
    package var openCount: Int { (trials.counts[.waiting] ?? 0) + (trials.counts[.running] ?? 0) }

    /// Numbers of trials that were asked for and not told yet.
    package var asked: [Int] { expiries.keys.sorted() }

    /// Whether the optimiser can use the trial at all.
    package func fits(_ trial: Trial) -> Bool { adapted(trial) != nil }

    /// What is tried without asking an optimiser: the parameters' defaults in a study without trials, or another run of a
    /// configuration that is due.
    package var ownSuggestion: Suggestion? {
        if trials.isEmpty { return description.defaultSuggestion }
        guard let race, let due = race.next else { return nil }
        let runs = "run \(due.repetition + 1) of at most \(description.repeats?.max ?? 1) of a promising configuration"
        return Suggestion(
            due.configuration, SuggestionRecord(origin: "repeat", rationale: runs, repetition: due.repetition))
    }

    // MARK: - What happens

    /// A new trial.
    ///
    /// - Parameters:
    ///   - suggestion: its configuration belongs to the space.
    ///   - asked: where somebody else runs it: its attempt, and when it is given up (seconds since 1970).
    package mutating func add(_ suggestion: Suggestion, asked: (attempt: Attempt, expiresAt: Double)? = nil)
        -> TrialChange
    {
        var trial = Trial(
            number: nextNumber, configuration: suggestion.configuration, suggestion: suggestion.record,
            descriptionVersion: version)
        if let asked {
            trial.state = .running
            trial.attempts = [asked.attempt]
            expiries[trial.number] = asked.expiresAt
        }
        trials.append(trial)
        show(trial)
        return TrialChange(after: trial, expiresAt: asked?.expiresAt)
    }

    /// The trial makes a step.
    ///
    /// - Parameter isShown: whether the optimiser sees it at once; a completion of a run waits for its turn (`reveal`).
    /// - Returns: what changed; nil if there is no such trial or it cannot make that step.
    package mutating func apply(_ transition: TrialTransition, to number: Int, isShown: Bool = false) -> TrialChange? {
        guard let before = trial(number) else { return nil }
        var after = before
        do { try after.apply(transition) } catch { return nil }
        put(after)
        if isShown { show(after) }
        return TrialChange(before: before, after: after)
    }

    /// A paused trial goes on in somebody else's hands.
    ///
    /// - Parameters:
    ///   - attempt: its next one, running.
    ///   - expiresAt: when it is given up (seconds since 1970).
    package mutating func goOn(_ number: Int, _ attempt: Attempt, expiresAt: Double) -> TrialChange? {
        guard var change = apply(.launch(attempt), to: number, isShown: true) else { return nil }
        expiries[number] = expiresAt
        change.expiresAt = expiresAt
        return change
    }

    /// The worker of a running trial lives.
    package mutating func extend(_ number: Int, to time: Double) {
        if expiries[number] != nil { expiries[number] = time }
    }

    /// Gives up asked trials that were never told in time: they wait to be handed out again, or, after so many starts, they have
    /// failed, as lost, so that they may be suggested again.
    ///
    /// - Parameter time: now, in seconds since 1970.
    package mutating func expire(at time: Double, starts: Int = 1) -> [TrialChange] {
        expiries.filter { $0.value < time }.keys.sorted().compactMap { number in
            if let trial = trial(number), trial.attempts.count < starts {
                return apply(.lose(at: time), to: number, isShown: true)
            }
            let outcome = TrialOutcome.failed(.lost, "it was asked for and never told in time")
            let version = trial(number)?.descriptionVersion ?? version
            return apply(.finish(outcome, at: time, version: version, isLost: true), to: number, isShown: true)
        }
    }

    /// What another process stored of trials.
    package mutating func take(_ changed: [Trial], expiries known: [Int: Double] = [:]) {
        for trial in changed {
            put(trial)
            show(trial)
            noteBest(trial)
            if trial.isAsked, trial.state == .running {
                expiries[trial.number] = known[trial.number] ?? expiries[trial.number] ?? .infinity
            }
        }
    }

    /// Lets the optimiser see the trial as it is now.
    package mutating func reveal(_ number: Int) {
        if let trial = trial(number) { show(trial) }
    }

    /// Takes a complete trial into the front; of trials of one objective that are equal the one with the lowest number stays, as
    /// a later look at the history would have it.
    ///
    /// - Returns: whether none is better now, and the best trial that was.
    @discardableResult
    package mutating func noteBest(_ trial: Trial) -> (isBest: Bool, previous: Trial?) {
        let previous = best
        guard let adapted = adapted(trial), trial.state.countsTowardsTotal else { return (false, previous) }
        let counts = adapted.state == .complete || race != nil
        let isBest = counts && front.insert(adapted, in: description)
        sinceImprovement = isBest ? 0 : sinceImprovement + 1
        return (isBest, previous)
    }

    /// The version whose objectives a result is read by: the present one, unless the configuration does not fit.
    package func version(ofResultOf trial: Trial) -> Int {
        description.space.contains(trial.configuration) ? version : trial.descriptionVersion
    }

    private mutating func put(_ trial: Trial) {
        trials.put(trial)
        noteWaiting(trial)
        if trial.state != .running { expiries[trial.number] = nil }
    }

    private mutating func noteWaiting(_ trial: Trial) {
        if trial.state == .paused { paused.insert(trial.number) } else { paused.remove(trial.number) }
        if trial.state == .waiting, trial.isAsked {
            handedBack.insert(trial.number)
        } else {
            handedBack.remove(trial.number)
        }
    }

    /// The paused trial that goes on next: one that the pruner would not give up where it stands, of those the one that came
    /// furthest, then the best there. Of all that stand at a step only the best is looked at: if it may not go on, no other may.
    package func dueToGoOn(_ pruner: (any Pruner)?) -> Int? {
        guard let pruner, !paused.isEmpty else { return nil }
        var best: [Int: Trial] = [:]
        for number in paused.sorted() {
            guard let trial = trial(number), fits(trial), let last = trial.reports.last else { continue }
            if let known = best[last.step]?.reports.last,
                description.objective.minimized(known.value) <= description.objective.minimized(last.value)
            {
                continue
            }
            best[last.step] = trial
        }
        for (_, trial) in best.sorted(by: { $0.key > $1.key })
        where !pruner.decision(for: trial, among: trials, objectives: description.objectives).isStop {
            return trial.number
        }
        return nil
    }

    private func adapted(_ trial: Trial) -> Trial? {
        trial.adapted(to: description, version: version, versions: versions)
    }

    private mutating func show(_ trial: Trial) {
        defer { visible.omitted = trials.count - visible.trials.count }
        guard let adapted = adapted(trial), let shown = summary(adapted) else { return }
        visible.trials.put(shown)
        visible.revision += 1
    }

    /// What optimisers see of a trial: itself, or, where configurations run several times, the first run of its configuration
    /// with what all of them came to.
    private mutating func summary(_ trial: Trial) -> Trial? {
        guard race != nil else { return trial.state == .paused ? trial.asGivenUp(description) : trial }
        race?.take(trial, value: description.racedValue(trial))
        return race?.summary(of: trial.configuration, objective: description.objective)
    }
}

extension Trial {
    /// A paused trial as one that was given up at its last step.
    fileprivate func asGivenUp(_ study: StudyDescription) -> Trial {
        var trial = self
        trial.state = .pruned
        let last = reports.last?.values ?? []
        if last.count == study.objectives.count, last.allSatisfy(\.isFinite) { trial.values = last }
        return trial
    }
}
