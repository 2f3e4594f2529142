import Foundation
import HoneCore
import HoneLanguageModel

/// An answer on its way to stdout, and what is worth knowing about it.
struct AnswerView {
    let isJSON: Bool
    let isQuiet: Bool
    private(set) var ending: TextGenerator.Ending?
    private let start = ContinuousClock.now

    init(isJSON: Bool, isQuiet: Bool) {
        self.isJSON = isJSON
        self.isQuiet = isQuiet
    }

    mutating func show(_ text: String) {
        if !isJSON { Console.part(text) }
    }

    mutating func finish(_ answer: TextGenerator.Answer, model: String) throws {
        ending = answer.ending
        let seconds = Double(start.duration(to: .now) / .milliseconds(1)) / 1000
        let record = AnswerRecord(answer, model: model, seconds: seconds)
        guard !isJSON else { return try Console.json(record) }
        Console.line("")
        if !isQuiet {
            Console.note(
                "\(record.tokens) tokens in \(seconds.formatted(significantDigits: 3)) s (\(record.tokensPerSecond.formatted(significantDigits: 3)) a second), after a prompt of \(record.promptTokens); ended by \(record.ending)"
            )
        }
    }
}
