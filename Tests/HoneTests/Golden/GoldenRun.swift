import HoneCore

/// A suggestion as it is stored: numbers as the shortest text that reads back to the same bits.
struct GoldenSuggestion: Codable, Hashable {
    /// `f:0.001`, `i:8`, `s:adam`, `b:true`.
    let configuration: [String: String]
    let origin: String
    /// Mean, standard deviation, low and high end.
    let prediction: [String]?
    let acquisition: String?

    init(_ suggestion: Suggestion) {
        configuration = suggestion.configuration.storedText
        origin = suggestion.record.origin
        prediction = suggestion.record.prediction.map {
            [$0.mean, $0.standardDeviation, $0.low, $0.high].map { "\($0)" }
        }
        acquisition = suggestion.record.acquisition.map { "\($0)" }
    }

    /// Whether the other is the same suggestion, numbers within a relative error.
    func agrees(with other: GoldenSuggestion, tolerance: Double) -> Bool {
        let names = configuration.keys
        guard origin == other.origin, names == other.configuration.keys, prediction?.count == other.prediction?.count
        else { return false }
        let pairs =
            names.map { (configuration[$0], other.configuration[$0]) }
            + zip(prediction ?? [], other.prediction ?? []).map { ($0, $1) } + [(acquisition, other.acquisition)]
        return pairs.allSatisfy { Self.agree($0, $1, tolerance: tolerance) }
    }

    private static func agree(_ a: String?, _ b: String?, tolerance: Double) -> Bool {
        if a == b { return true }
        func number(_ text: String?) -> Double? {
            text.flatMap { Double($0.hasPrefix("f:") ? String($0.dropFirst(2)) : $0) }
        }
        guard let a = number(a), let b = number(b) else { return false }
        return abs(a - b) <= tolerance * max(abs(a), abs(b))
    }
}

extension Configuration {
    fileprivate var storedText: [String: String] {
        var result: [String: String] = [:]
        for (name, value) in values {
            switch value {
            case .float(let number): result[name] = "f:\(number)"
            case .int(let number): result[name] = "i:\(number)"
            case .string(let text): result[name] = "s:\(text)"
            case .bool(let flag): result[name] = "b:\(flag)"
            }
        }
        return result
    }
}

/// A study's first trials as they might have gone: asked for in batches, some still running while others are suggested,
/// some failed, for reasons that speak against a configuration and for others.
struct GoldenRun {
    private let study: GoldenStudy
    private var trials: [Trial] = []

    /// How many suggestions are asked for at a time; 12 in all.
    private static let batches = [1, 1, 2, 1, 3, 1, 2, 1]

    init(_ study: GoldenStudy) {
        self.study = study
        // Who begins a study with its default is not the optimiser's matter.
        if let first = study.description.space.defaultConfiguration, study.name == "digits-mlp" {
            trials = [Trial(number: 0, state: .complete, configuration: first, values: [study.value(first)])]
        }
    }

    mutating func suggestions(of optimizer: any Optimizer) async throws -> [GoldenSuggestion] {
        var result: [GoldenSuggestion] = []
        var description = study.description
        description.usesDefault = false
        for (round, count) in Self.batches.enumerated() {
            let suggestions = try await optimizer.suggest(
                count, for: description, given: TrialHistory(trials: trials, revision: 2 * round),
                seed: description.seed)
            result += suggestions.map(GoldenSuggestion.init)
            for index in trials.indices where trials[index].state == .running { finish(index) }
            for suggestion in suggestions {
                trials.append(
                    Trial(number: trials.count, state: .running, configuration: suggestion.configuration))
                // Every third is still running when the next are asked for.
                if trials.count % 3 != 0 { finish(trials.count - 1) }
            }
        }
        return result
    }

    private mutating func finish(_ index: Int) {
        let reason: TrialFailure.Reason? =
            switch index % 12 {
            case 3: .outOfMemory
            case 6: .exit
            case 8: .lost
            default: nil
            }
        if let reason {
            trials[index].state = .failed
            trials[index].failure = TrialFailure(reason, "it failed")
        } else {
            trials[index].state = .complete
            trials[index].values = [study.value(trials[index].configuration)]
        }
    }
}
