import HoneCore
import Testing

@Suite("A trial's transitions") struct TrialTransitionTests {
    private static let attempt = Attempt(id: "s/0/1", state: .launched, startedAt: 1)

    private static let transitions: [(name: String, transition: TrialTransition)] = [
        ("launch", .launch(attempt)), ("start", .start(at: 2)), ("report", .report(StepReport(step: 1, value: 0.5))),
        ("lose", .lose(at: 3)), ("pause", .pause(TrialOutcome(state: .pruned), at: 3)),
        ("complete", .finish(TrialOutcome(state: .complete, values: [0.5]), at: 4, version: 1)),
        ("fail", .finish(.failed(.exit, "exit 1"), at: 4, version: 1)),
        ("prune", .finish(TrialOutcome(state: .pruned), at: 4, version: 1)),
        ("cancel", .finish(TrialOutcome(state: .cancelled), at: 4, version: 1)),
        ("go on", .finish(TrialOutcome(state: .running), at: 4, version: 1)),
    ]

    /// What each state allows, and where it leads.
    private static let table: [TrialState: [String: TrialState]] = [
        .waiting: [
            "launch": .running, "complete": .complete, "fail": .failed, "prune": .pruned, "cancel": .cancelled,
        ],
        .running: [
            "start": .running, "report": .running, "lose": .waiting, "pause": .paused, "complete": .complete,
            "fail": .failed,
            "prune": .pruned, "cancel": .cancelled,
        ],
        .paused: [
            "launch": .running, "complete": .complete, "fail": .failed, "prune": .pruned, "cancel": .cancelled,
        ],
        .complete: [:], .failed: [:], .pruned: [:], .cancelled: [:],
    ]

    @Test("are those of the table, and no others; a refused one changes nothing", arguments: TrialState.allCases)
    func table(state: TrialState) throws {
        for (name, transition) in Self.transitions {
            let before = Trial(
                number: 0, state: state, configuration: ["x": 1],
                attempts: state == .waiting ? [] : [Self.attempt])
            var trial = before
            if let next = Self.table[state]?[name] {
                try trial.apply(transition)
                #expect(trial.state == next, "\(state) \(name)")
            } else {
                #expect(throws: TransitionError.self, "\(state) \(name)") { try trial.apply(transition) }
                #expect(trial == before)
            }
        }
    }

    @Test("a lost attempt takes its reports along, and the next one follows it")
    func lostAttempt() throws {
        var trial = Trial(number: 3, configuration: ["x": 1])
        try trial.apply(.launch(Self.attempt))
        try trial.apply(.start(at: 2))
        try trial.apply(.report(StepReport(step: 1, value: 0.5)))
        try trial.apply(.lose(at: 3))
        #expect(trial.reports.isEmpty)
        try trial.apply(.launch(Attempt(id: "s/3/2", state: .launched, startedAt: 4)))
        #expect(trial.attempts.map(\.state) == [.lost, .launched])
        #expect(trial.attempts[0].endedAt == 3)
    }

    @Test("a paused trial keeps its reports, also those of several starts, and the time between them does not count")
    func pausedAttempt() throws {
        var trial = Trial(number: 3, configuration: ["x": 1])
        try trial.apply(.launch(Self.attempt))
        try trial.apply(.start(at: 10))
        for step in 1...3 { try trial.apply(.report(StepReport(step: step, value: 1 / Double(step)))) }
        let steps = trial.reports
        try trial.apply(.pause(TrialOutcome(state: .pruned, values: [0.3], reports: steps), at: 13))
        #expect(trial.state == .paused && trial.reports == steps && trial.values.isEmpty && trial.seconds == 3)
        try trial.apply(.launch(Attempt(id: "s/3/2", state: .launched, startedAt: 100)))
        // The checkpoint was older than the last step.
        let later = [StepReport(step: 3, value: 0.25), StepReport(step: 4, value: 0.2)]
        for report in later { try trial.apply(.report(report)) }
        try trial.apply(.finish(TrialOutcome(state: .complete, values: [0.2], reports: later), at: 104, version: 1))
        #expect(trial.reports == steps.prefix(2) + later)
        #expect(trial.seconds == 7)
    }

    @Test("what was asked for and given up may still be told, once")
    func lateResult() throws {
        let asked = Attempt(id: Attempt.askedPrefix + "s/0", state: .lost, startedAt: 1)
        var trial = Trial(
            number: 0, state: .failed, configuration: ["x": 1], failure: TrialFailure(.lost, "never told"),
            attempts: [asked])
        try trial.apply(.finish(TrialOutcome(state: .complete, values: [1]), at: 5, version: 1))
        #expect(trial.state == .complete)
        #expect(trial.attempts.map(\.state) == [.ended])
        #expect(throws: TransitionError.self) {
            try trial.apply(.finish(TrialOutcome(state: .complete, values: [2]), at: 6, version: 1))
        }
    }
}

@Suite("A list of trials") struct TrialListTests {
    private func trial(_ number: Int, _ state: TrialState = .complete) -> Trial {
        Trial(number: number, state: state, configuration: ["x": .int(number)])
    }

    @Test("is what an array is, whatever is appended, put and changed")
    func likeAnArray() {
        var list = TrialList()
        list.indexTaken()
        var array: [Trial] = []
        for step in 0..<500 {
            let number = step % 3 == 0 ? step * 7 % 200 : step
            let new = trial(number, TrialState.allCases[step % TrialState.allCases.count])
            list.put(new)
            if let index = array.firstIndex(where: { $0.number >= number }) {
                if array[index].number == number { array[index] = new } else { array.insert(new, at: index) }
            } else {
                array.append(new)
            }
        }
        #expect(Array(list) == array)
        #expect(list == TrialList(array))
        #expect(list.counts == TrialList(array).counts)
        #expect(Set(list.taken.keys) == Set(TrialList(array).taken.keys))
        for number in 0..<500 { #expect(list.trial(number) == array.first { $0.number == number }) }
    }

    @Test("a copy stays as it was")
    func copies() {
        var list = TrialList((0..<200).map { trial($0, .running) })
        list.indexTaken()
        let copy = list
        list[70] = trial(70, .cancelled)
        list.append(trial(200))
        #expect(copy.count == 200)
        #expect(copy[70].state == .running)
        #expect(copy.counts == [.running: 200])
        #expect(copy.taken.contains(trial(70).configuration.key))
        #expect(!list.taken.contains(trial(70).configuration.key))
    }

    @Test("a configuration is taken while one trial of it is not cancelled or lost")
    func taken() {
        var twice = TrialList([trial(1), Trial(number: 2, state: .running, configuration: ["x": .int(1)])])
        twice.indexTaken()
        let key = trial(1).configuration.key
        twice[0] = trial(1, .cancelled)
        #expect(twice.taken.contains(key))
        twice[1].state = .failed
        twice[1].failure = TrialFailure(.lost, "")
        #expect(!twice.taken.contains(key))
    }
}
