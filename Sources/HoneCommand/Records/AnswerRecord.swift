import HoneLanguageModel

/// An answer as `--json` prints it.
struct AnswerRecord: Encodable {
    var model: String
    var text: String
    /// `stop` (the model's own end), `stop-word`, `complete` (the schema allows no more), `length` or `cancelled`.
    var ending: String
    var stopWord: String?
    var tokens: Int
    var promptTokens: Int
    /// The prompt included.
    var seconds: Double
    var tokensPerSecond: Double

    init(_ answer: TextGenerator.Answer, model: String, seconds: Double) {
        self.model = model
        text = answer.text
        tokens = answer.tokens.count
        promptTokens = answer.promptTokens
        self.seconds = seconds
        tokensPerSecond = seconds > 0 ? Double(answer.tokens.count) / seconds : 0
        switch answer.ending {
        case .stopToken: ending = "stop"
        case .stopWord(let word):
            ending = "stop-word"
            stopWord = word
        case .complete: ending = "complete"
        case .length: ending = "length"
        case .cancelled: ending = "cancelled"
        }
    }
}
