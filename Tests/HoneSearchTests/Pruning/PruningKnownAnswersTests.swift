import HoneCore
import HoneSearch
import Testing

/// Optuna's decisions, and Syne Tune's for ASHA, on 1,000 random histories; `Fixtures/pruning.py` made them.
struct PruningKnownAnswersTests {
    private static let kinds = [
        "median", "percentile", "patient", "patient median", "threshold", "wilcoxon", "halving", "hyperband", "asha",
    ]

    @Test("Decisions are Optuna's, and Syne Tune's for ASHA", arguments: kinds.indices)
    func decisionsAreThePeers(kind: Int) throws {
        let known = try fixture("pruning", as: [String].self)
        for number in stride(from: kind, to: known.count, by: Self.kinds.count) {
            #expect(Self.decisions(number) == known[number], "\(Self.kinds[kind]), history \(number)")
        }
    }

    /// The script's generator.
    private struct Draws {
        private var state: Int

        init(_ seed: Int) { state = seed * 2_654_435_761 % 2_147_483_648 }

        mutating func below(_ bound: Int) -> Int {
            state = (1_103_515_245 * state + 12345) & 0x7FFF_FFFF
            return (state >> 16) % bound
        }
    }

    private struct Running {
        let number: Int
        let base: Int
        var step: Int
        let end: Int
    }

    private static func pruner(_ kind: String, _ draws: inout Draws) -> any Pruner {
        switch kind {
        case "median", "patient median":
            let inner = PercentilePruner(
                startup: draws.below(4), warmup: draws.below(3), interval: 1 + draws.below(3), least: 1 + draws.below(3)
            )
            guard kind != "median" else { return inner }
            return PatientPruner(inner, patience: draws.below(3), delta: Double(draws.below(3)) / 4)
        case "percentile":
            return PercentilePruner(
                percent: [10, 25, 60, 75][draws.below(4)], startup: draws.below(4), warmup: draws.below(3),
                interval: 1 + draws.below(3), least: 1 + draws.below(3))
        case "patient": return PatientPruner(nil, patience: draws.below(4), delta: Double(draws.below(3)) / 4)
        case "threshold":
            return ThresholdPruner(
                lower: Double(draws.below(10)) / 10, upper: 2 + Double(draws.below(20)) / 10, warmup: draws.below(3),
                interval: 1 + draws.below(3))
        case "wilcoxon":
            return WilcoxonPruner(probability: [0.05, 0.1, 0.2, 0.4][draws.below(4)], startup: draws.below(4))
        case "halving":
            return HalvingPruner(
                first: 1 + draws.below(2), factor: Double(2 + draws.below(3)), rule: .topShare, skipped: draws.below(2),
                bootstrap: draws.below(3))
        case "hyperband":
            var hyperband = HyperbandPruner(
                last: [8, 9, 12][draws.below(3)], factor: Double(2 + draws.below(2)), bootstrap: draws.below(2))
            hyperband.assignment = optunasBracket
            return hyperband
        default:
            return HalvingPruner(
                first: 1 + draws.below(2), factor: Double(2 + draws.below(3)), last: 10, rule: .betterShare)
        }
    }

    private static func decisions(_ number: Int) -> String {
        var draws = Draws(number)
        let kind = kinds[number % kinds.count]
        let isHalving = ["halving", "hyperband", "asha"].contains(kind)
        let objective = Objective([.minimize, .maximize][draws.below(2)], "value")
        let pruner = pruner(kind, &draws)
        let (count, workers) = (4 + draws.below(10), 1 + draws.below(3))
        let first = isHalving ? 1 : draws.below(2)
        let steps = (["wilcoxon", "hyperband"].contains(kind) ? 8 : 3) + draws.below(8)
        let grain = [10, 1000][draws.below(2)]
        var trials = TrialList()
        var running: [Running] = []
        var text = ""
        while trials.count < count || !running.isEmpty {
            while trials.count < count, running.count < workers {
                let base = draws.below(2 * grain)
                running.append(Running(number: trials.count, base: base, step: first, end: first + steps))
                trials.append(Trial(number: trials.count, state: .running, configuration: [:]))
            }
            let place = draws.below(running.count)
            let (number, step) = (running[place].number, running[place].step)
            running[place].step += 1
            let isLeftOut = draws.below(8) == 0 && !isHalving
            var value = Double(running[place].base + draws.below(2 * grain)) / Double(grain)
            if draws.below(24) == 0, kind != "asha" { value = .nan }
            if !isLeftOut {
                trials[number].reports.append(StepReport(step: step, value: value))
                let stops = pruner.decision(for: trials[number], among: trials, objectives: [objective]).isStop
                text += stops ? "s" : "k"
                if stops {
                    trials[number].state = .pruned
                    running.remove(at: place)
                    continue
                }
            }
            guard running[place].step == running[place].end else { continue }
            running.remove(at: place)
            if draws.below(6) == 0 || isLeftOut || value.isNaN {
                trials[number].state = .failed
            } else {
                trials[number].state = .complete
                trials[number].values = [value + Double(number) / 1e6]
            }
        }
        return text
    }

    /// Optuna assigns brackets by a checksum of the study's name (here `h`) and the trial's number.
    @Sendable private static func optunasBracket(_ number: Int, _ sizes: [Int]) -> Int {
        var checksum: UInt32 = 0xFFFF_FFFF
        for byte in "h_\(number)".utf8 {
            checksum ^= UInt32(byte)
            for _ in 0..<8 { checksum = (checksum >> 1) ^ (checksum & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        var rest = Int(~checksum) % sizes.reduce(0, +)
        for (bracket, size) in sizes.enumerated() {
            rest -= size
            if rest < 0 { return bracket }
        }
        return sizes.count - 1
    }
}
