import HoneCore

// Rules that end a study for what came out.
extension StudyState {
    /// Ends the study if a rule about the trials so far says so.
    mutating func checkRules() -> [StudyAction] {
        guard stopReason == nil, patientError == nil else { return [] }
        for rule in settings.until {
            guard let detail = fulfilment(of: rule) else { continue }
            return stop(.rule(rule, detail: detail))
        }
        return []
    }

    /// What has come to fulfil a rule, in words; nil while nothing has.
    private func fulfilment(of rule: StoppingRule) -> String? {
        switch rule {
        case .target(let target):
            let study = ledger.description
            // With bounds on metrics the front has what keeps them; a metric beside the objectives may be met by any trial of it.
            let trial = ledger.front.trials.first { trial in
                study.violation(of: trial) == 0 && study.value(of: target.metric, in: trial).map(target.violation) == 0
            }
            guard let trial else { return nil }
            return "trial \(trial.number) reached it"
        case .noImprovement(let trials):
            guard ledger.best != nil, ledger.sinceImprovement >= trials else { return nil }
            return "the last \(ledger.sinceImprovement) trials were no better"
        case .expectedGain:
            return nil
        }
    }

    /// Whether the suggestion is the last of several in a row that promise too little; then nothing more is suggested.
    mutating func promisesTooLittle(_ suggestion: Suggestion) -> [StudyAction] {
        for rule in settings.until {
            guard case .expectedGain(let least) = rule else { continue }
            guard let gain = suggestion.record.acquisition, let prediction = suggestion.record.prediction else {
                // Random and default trials promise nothing either way.
                poorPromises = 0
                continue
            }
            poorPromises = gain < least ? poorPromises + 1 : 0
            guard poorPromises >= StoppingRule.patience else { continue }
            return stop(.rule(rule, detail: Self.promise(gain, prediction, ledger)))
        }
        return []
    }

    /// `the next trial was expected to gain 0.0003; with 10 % more than 0.002`
    private static func promise(_ gain: Double, _ prediction: Prediction, _ ledger: TrialLedger) -> String {
        var text = "the next trial was expected to gain \(gain.formatted(significantDigits: 2))"
        if let best = ledger.best?.value {
            let objective = ledger.description.objective
            let good = objective.direction == .minimize ? prediction.low : prediction.high
            let possible = max(0, objective.minimized(best) - objective.minimized(good))
            text += ", and with a chance of one in ten more than \(possible.formatted(significantDigits: 2))"
        }
        return text
    }
}
