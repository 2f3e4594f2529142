/// How the next token is drawn from a model's logits.
package struct Sampling: Sendable, Hashable {
    /// Divides the logits: below 1 likelier tokens gain, above 1 they lose. At 0 the likeliest token is taken.
    package var temperature: Double
    /// Only the fewest likeliest tokens that together reach this probability (nucleus sampling, Holtzman et al. 2020);
    /// all at 1.
    package var topP: Double
    /// Only that many likeliest tokens, more where the last of them are equal; all at 0.
    package var topK: Int
    /// Only tokens at least this fraction as likely as the likeliest (Nguyen et al. 2024); all at 0.
    package var minP: Double
    /// The same seed, model and prompt give the same text.
    package var seed: UInt64

    package init(
        temperature: Double = 1, topP: Double = 1, topK: Int = 0, minP: Double = 0, seed: UInt64 = 0
    ) {
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.minP = minP
        self.seed = seed
    }

    /// The likeliest token every time, the first of equals.
    package static let greedy = Sampling(temperature: 0)

    /// - Throws: `GenerationError.option` naming the setting that is out of range.
    func check() throws(GenerationError) {
        if !(temperature >= 0) || !temperature.isFinite { throw .option("temperature", "\(temperature)", "0 or more") }
        if !(topP > 0 && topP <= 1) { throw .option("topP", "\(topP)", "above 0, at most 1") }
        if topK < 0 { throw .option("topK", "\(topK)", "0 or more") }
        if !(minP >= 0 && minP <= 1) { throw .option("minP", "\(minP)", "from 0 to 1") }
    }
}
