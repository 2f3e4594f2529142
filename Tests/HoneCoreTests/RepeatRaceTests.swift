import HoneCore
import Testing

/// Which configurations run again, and which leads, where each may run several times.
struct RepeatRaceTests {
    private static let objective = Objective(.minimize, "loss")

    private static func trial(
        _ number: Int, _ x: Double, run: Int = 0, state: TrialState = .complete, _ value: Double = 0
    )
        -> Trial
    {
        Trial(
            number: number, state: state, configuration: ["x": .float(x)],
            suggestion: SuggestionRecord(origin: "test", repetition: run > 0 ? run : nil),
            values: state == .complete ? [value] : [])
    }

    /// A race that took complete trials: configuration, run, value.
    private static func race(max: Int = 5, _ runs: [(x: Double, run: Int, value: Double)]) throws -> RepeatRace {
        var race = RepeatRace(try RepeatRule(max: max))
        for (number, run) in runs.enumerated() {
            race.take(trial(number, run.x, run: run.run, run.value), value: run.value)
        }
        return race
    }

    private static func due(_ race: RepeatRace) -> [Double]? {
        race.next.map { [$0.configuration["x"]?.number ?? .nan, Double($0.repetition)] }
    }

    @Test("the first configuration is not run again before there is another one")
    func first() throws {
        #expect(try Self.race([]).next == nil)
        #expect(try Self.race([(1, 0, 0.5)]).next == nil)
        #expect(try Self.race([(1, 0, 0.5)]).best?.values == [0.5])
    }

    @Test("a better one takes the lead at once while the leader has one run, and then gets a second one")
    func lead() throws {
        let race = try Self.race([(1, 0, 0.5), (2, 0, 0.4)])
        #expect(race.best?.trial.number == 1)
        #expect(Self.due(race) == [2, 1])
    }

    @Test(
        "who is worse in the first run is not run again, and the leader gets as many runs as there are configurations")
    func worse() throws {
        let race = try Self.race([(1, 0, 0.5), (2, 0, 0.6), (3, 0, 0.7)])
        #expect(Self.due(race) == [1, 1])
        let both = try Self.race([(1, 0, 0.5), (2, 0, 0.6), (3, 0, 0.7), (1, 1, 0.5), (1, 2, 0.5)])
        #expect(both.next == nil)
    }

    @Test("a challenger runs on the leader's seeds until its mean is higher, or it has them all and leads")
    func challenge() throws {
        let known: [(x: Double, run: Int, value: Double)] = [
            (1, 0, 0.5), (2, 0, 0.6), (3, 0, 0.6), (1, 1, 0.3), (1, 2, 0.4),
        ]
        var race = try Self.race(known + [(4, 0, 0.2)])
        #expect(race.best?.trial.number == 0, "one lucky run is not enough")
        #expect(Self.due(race) == [4, 1])
        race = try Self.race(known + [(4, 0, 0.2), (4, 1, 0.9)])
        #expect(race.best?.trial.number == 0)
        // The new configuration entitles the leader to a fourth run.
        #expect(Self.due(race) == [1, 3])
        race = try Self.race(known + [(4, 0, 0.2), (4, 1, 0.4)])
        #expect(Self.due(race) == [4, 2])
        race = try Self.race(known + [(4, 0, 0.2), (4, 1, 0.4), (4, 2, 0.3)])
        #expect(race.best?.trial.number == 5)
        #expect(race.best.map { abs($0.mean - 0.3) < 1e-12 } == true)
    }

    @Test("no more than the rule's runs, and none twice at a time")
    func limits() throws {
        var race = try Self.race(max: 2, (0..<6).map { (Double($0), 0, Double($0)) })
        #expect(Self.due(race) == [0, 1])
        race.take(Self.trial(6, 0, run: 1, state: .running), value: nil)
        #expect(race.next == nil)
        race.take(Self.trial(6, 0, run: 1, state: .cancelled), value: nil)
        #expect(Self.due(race) == [0, 1], "one that was stopped is as if it had not begun")
        race.take(Self.trial(7, 0, run: 1, 0), value: 0)
        #expect(race.next == nil)
    }

    @Test("a run that fails ends a configuration, also the leader")
    func failures() throws {
        var race = try Self.race([(1, 0, 0.5), (2, 0, 0.6)])
        race.take(Self.trial(2, 1, run: 1, state: .failed), value: nil)
        #expect(race.best?.trial.number == 1)
        #expect(race.summary(of: ["x": 1], objective: Self.objective)?.state == .failed)
        #expect(Self.due(race) == [2, 1])
    }

    @Test("the order in which runs are told changes nothing")
    func order() throws {
        var generator = SeededOrder(seed: 3)
        for _ in 0..<200 {
            var trials: [Trial] = []
            for x in 0..<6 {
                for run in 0..<(1 + Int(generator.next() % 4)) {
                    trials.append(
                        Self.trial(trials.count, Double(x), run: run, Double(generator.next() % 7) / 7 + Double(x) / 20)
                    )
                }
            }
            var straight = RepeatRace(try RepeatRule(max: 4))
            for trial in trials { straight.take(trial, value: trial.value) }
            var firsts = trials.filter { $0.repetition == 0 }
            var rest = trials.filter { $0.repetition > 0 }
            rest.shuffle(using: &generator)
            // Configurations become known in the order of their first trials, whose results may come in any order.
            var shuffled = RepeatRace(try RepeatRule(max: 4))
            for trial in firsts {
                var running = trial
                running.state = .running
                shuffled.take(running, value: nil)
            }
            firsts.shuffle(using: &generator)
            for trial in firsts + rest { shuffled.take(trial, value: trial.value) }
            #expect(straight.best == shuffled.best)
            #expect(straight.next?.configuration == shuffled.next?.configuration)
            #expect(straight.next?.repetition == shuffled.next?.repetition)
        }
    }

    @Test("under noise the leader is truly better than the luckiest single run")
    func luck() throws {
        var generator = SeededOrder(seed: 11)
        func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + Double(generator.next() >> 11) * 0x1p-53 } }
        var (raced, lucky) = (0.0, 0.0)
        for _ in 0..<200 {
            var race = RepeatRace(try RepeatRule(max: 5))
            var luckiest: (value: Double, truth: Double)?
            for number in 0..<50 {
                let due = race.next
                let x = due?.configuration["x"]?.number ?? Double(generator.next() >> 11) * 0x1p-53
                let value = x + 0.5 * normal()
                race.take(Self.trial(number, x, run: due?.repetition ?? 0, value), value: value)
                if due == nil, value < luckiest?.value ?? .infinity { luckiest = (value, x) }
            }
            raced += race.best?.trial.configuration["x"]?.number ?? 1
            lucky += luckiest?.truth ?? 1
        }
        #expect(raced < 0.85 * lucky, "raced \(raced / 200), luckiest \(lucky / 200)")
    }

    @Test("a rule of fewer than two runs is none", arguments: [-1, 0, 1, 1001])
    func refused(_ max: Int) {
        #expect(throws: RepeatRuleError.self) { try RepeatRule(max: max) }
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
private struct SeededOrder: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
