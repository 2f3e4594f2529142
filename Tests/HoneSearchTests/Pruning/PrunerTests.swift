import HoneCore
import HoneSearch
import Testing

struct PrunerTests {
    private static let loss = [Objective(.minimize, "loss")]
    private static let two = [Objective(.minimize, "loss"), Objective(.maximize, "speed")]

    private static func choice(_ name: String, _ settings: [String: ParameterValue] = [:]) throws -> any Pruner {
        try PrunerChoice(name: name, settings: settings).pruner
    }

    /// Complete trials whose loss falls from `level + 1` towards `level`.
    private static func curves(_ levels: [Double], steps: Int = 20, speed: Double? = nil) -> [Trial] {
        levels.enumerated().map { number, level in
            let reports = (1...steps).map { step in
                StepReport(step: step, value: level + 1 / Double(step), further: speed.map { [$0] } ?? [])
            }
            let values = [reports[steps - 1].value] + (speed.map { [$0] } ?? [])
            return Trial(number: number, state: .complete, configuration: [:], values: values, reports: reports)
        }
    }

    private static func running(_ number: Int, _ values: [Double], further: [[Double]]? = nil) -> Trial {
        let reports = values.enumerated().map {
            StepReport(step: $0 + 1, value: $1, further: further?[$0] ?? [])
        }
        return Trial(number: number, state: .running, configuration: [:], reports: reports)
    }

    @Test(
        "Every pruner keeps the best trial so far and says why it stops a hopeless one",
        arguments: [
            ("median", [:]), ("percentile", ["percent": 25]), ("wilcoxon", [:]), ("halving", ["min": 1]),
            ("asha", [:]), ("hyperband", ["max": 20]), ("curve", [:]), ("threshold", ["upper": 5]),
        ] as [(String, [String: ParameterValue])])
    func hopelessTrialsAreStopped(name: String, settings: [String: ParameterValue]) throws {
        let pruner = try Self.choice(name, settings)
        let known = Self.curves([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
        var good: Trial = Self.running(8, [])
        var bad = Self.running(8, [])
        var reason: String?
        for step in 1...19 {
            good.reports.append(StepReport(step: step, value: 0.05 + 1 / Double(step)))
            bad.reports.append(StepReport(step: step, value: 9 + 1 / Double(step)))
            #expect(pruner.decision(for: good, among: TrialList(known + [good]), objectives: Self.loss) == .keep)
            if case .stop(let text) = pruner.decision(
                for: bad, among: TrialList(known + [bad]), objectives: Self.loss)
            {
                reason = reason ?? text
            }
        }
        #expect(reason?.isEmpty == false)
    }

    @Test("A trial without a report goes on", arguments: PrunerKind.allCases)
    func noReportNoDecision(kind: PrunerKind) throws {
        let settings: [PrunerKind: [String: ParameterValue]] = [
            .percentile: ["percent": 10], .patient: ["patience": 0], .threshold: ["lower": 0],
        ]
        let pruner = try PrunerChoice(kind, settings: settings[kind] ?? [:]).pruner
        let trials = TrialList(Self.curves([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]) + [Self.running(6, [])])
        #expect(pruner.decision(for: Self.running(6, []), among: trials, objectives: Self.loss) == .keep)
        #expect(pruner.decision(for: Self.running(6, [1]), among: TrialList(), objectives: Self.loss) == .keep)
    }

    @Test("High values are good where the study says so", arguments: ["median", "asha", "curve"])
    func directionsAreMirrored(name: String) throws {
        let pruner = try Self.choice(name)
        let known = Self.curves([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
        func mirrored(_ trial: Trial) -> Trial {
            var trial = trial
            trial.values = trial.values.map { -$0 }
            trial.reports = trial.reports.map { StepReport(step: $0.step, value: -$0.value) }
            return trial
        }
        for level in [0.0, 0.25, 0.45, 2.0] {
            for steps in [1, 3, 9] {
                let trial = Self.running(6, (1...steps).map { level + 1 / Double($0) })
                let own = pruner.decision(for: trial, among: TrialList(known), objectives: Self.loss)
                let other = pruner.decision(
                    for: mirrored(trial), among: TrialList(known.map(mirrored)),
                    objectives: [Objective(.maximize, "score")])
                #expect(own.isStop == other.isStop)
            }
        }
    }

    @Test(
        "With two objectives a vector that everybody dominates is stopped and one of the front goes on",
        arguments: [("median", [:]), ("halving", ["min": 1]), ("asha", [:]), ("hyperband", ["max": 20])]
            as [(String, [String: ParameterValue])])
    func frontsDecideBetweenSeveralObjectives(name: String, settings: [String: ParameterValue]) throws {
        let pruner = try Self.choice(name, settings)
        let known = Self.curves([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], speed: 10)
        // Slower than all and worse than all; worse than all but the fastest.
        let dominated = Self.running(7, [9, 9, 9, 9], further: [[1], [1], [1], [1]])
        let fast = Self.running(7, [9, 9, 9, 9], further: [[99], [99], [99], [99]])
        func stops(_ trial: Trial) -> Bool {
            (1...4).contains { count in
                var begun = trial
                begun.reports = Array(trial.reports.prefix(count))
                return pruner.decision(for: begun, among: TrialList(known), objectives: Self.two).isStop
            }
        }
        #expect(stops(dominated))
        #expect(!stops(fast))
    }

    @Test func aCurveThatWillPassTheFrontInNoObjectiveIsStopped() throws {
        let pruner = try Self.choice("curve")
        let known = Self.curves([0.1, 0.2, 0.3, 0.4], speed: 10)
        let values = (1...10).map { 5 + 1 / Double($0) }
        let dominated = Self.running(4, values, further: values.map { _ in [1] })
        let fast = Self.running(4, values, further: values.map { _ in [99] })
        #expect(pruner.decision(for: dominated, among: TrialList(known), objectives: Self.two).isStop)
        #expect(!pruner.decision(for: fast, among: TrialList(known), objectives: Self.two).isStop)
    }

    @Test func patienceAsksAnotherPrunerOnlyWhereATrialStalls() throws {
        let patient = try PrunerChoice(
            .patient, settings: ["patience": 2], wrapped: PrunerChoice(.threshold, settings: ["upper": 0.5])
        ).pruner
        let falling = Self.running(0, [4, 3, 2, 1])
        let stalled = Self.running(0, [1, 2, 2, 2])
        #expect(patient.decision(for: falling, among: TrialList(), objectives: Self.loss) == .keep)
        #expect(patient.decision(for: stalled, among: TrialList(), objectives: Self.loss).isStop)
    }

    @Test func bracketsAreFilledInProportionToTheirSizes() {
        let sizes = HyperbandPruner.sizes(first: 1, last: 81, factor: 3)
        // Li et al. 2018, table 1.
        #expect(sizes == [81, 34, 15, 8, 5])
        let total = sizes.reduce(0, +)
        var counts = [Int](repeating: 0, count: sizes.count)
        for number in 0..<total { counts[HyperbandPruner.bracket(of: number, sizes: sizes)] += 1 }
        #expect(counts == sizes)
        let early = (0..<total / 4).filter { HyperbandPruner.bracket(of: $0, sizes: sizes) == 0 }.count
        #expect(abs(Double(early) / Double(total / 4) - Double(sizes[0]) / Double(total)) < 0.1)
    }

    @Test("A decision among 1,000 trials of 100 steps takes less than a millisecond", arguments: ["median", "asha"])
    func decisionsAreQuick(name: String) throws {
        let pruner = try Self.choice(name)
        let levels = (0..<1000).map { Double($0 % 97) / 97 }
        let trials = TrialList(Self.curves(levels, steps: 100))
        let trial = Self.running(1000, (1...81).map { 0.2 + 1 / Double($0) })
        // A millisecond on a quiet machine; the quickest of several, since other tests run beside this one.
        let quickest = (0..<20).map { _ in
            ContinuousClock().measure { _ = pruner.decision(for: trial, among: trials, objectives: Self.loss) }
        }.min()
        #expect(try #require(quickest) < .milliseconds(3))
    }
}
