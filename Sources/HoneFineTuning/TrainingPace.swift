import Foundation

/// How fast a run goes: since it started or resumed, so that the first steps do not promise too much for long.
struct TrainingPace {
    private let start = ContinuousClock.now
    private let firstTokens: Int
    private let firstStep: Int
    private(set) var tokensPerSecond = 0.0
    private(set) var secondsPerStep = 0.0

    init(tokens: Int, step: Int) {
        firstTokens = tokens
        firstStep = step
    }

    mutating func advance(tokens: Int, step: Int) {
        let elapsed = start.duration(to: .now)
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        guard seconds > 0, step > firstStep else { return }
        tokensPerSecond = Double(tokens - firstTokens) / seconds
        secondsPerStep = seconds / Double(step - firstStep)
    }
}
