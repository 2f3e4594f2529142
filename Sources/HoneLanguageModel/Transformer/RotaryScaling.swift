import Foundation

/// How a model's rotary frequencies differ from base^(-2i / headDimension), so that it reaches further than it was
/// first trained for.
package enum RotaryScaling: Sendable, Hashable, Codable {
    case none
    /// Every frequency divided by the factor (Chen et al., arXiv 2306.15595).
    case linear(factor: Double)
    /// Llama 3.1's: frequencies of long waves divided by the factor, those of short waves kept, a passage between
    /// where `trainedLength / wavelength` lies between the two bounds.
    case llama3(factor: Double, lowBound: Double, highBound: Double, trainedLength: Int)
    /// YaRN (Peng et al., arXiv 2309.00071): a passage in the number of turns within the trained length, from
    /// `fastTurns` (kept) to `slowTurns` (divided); cosines and sines are multiplied by `amplitude`.
    case yarn(factor: Double, trainedLength: Int, fastTurns: Double, slowTurns: Double, amplitude: Double)
    /// Each frequency divided by its own number, as in the tensor `rope_freqs.weight` of GGUF files.
    case divisors([Float])

    /// YaRN's multiplier of cosines and sines where a model states none (section 3.4 of the paper).
    package static func yarnAmplitude(factor: Double) -> Double { factor > 1 ? 0.1 * log(factor) + 1 : 1 }

    /// Radians a position for each of the `headDimension / 2` pairs.
    package func frequencies(headDimension: Int, base: Double) -> [Double] {
        let half = headDimension / 2
        // Rounded where transformers rounds: its frequencies are single-precision numbers, and so are its angles.
        let plain = (0..<half).map { Double(1 / Float(pow(base, Double(Float(2 * $0) / Float(headDimension))))) }
        switch self {
        case .none: return plain
        case .linear(let factor): return plain.map { $0 / factor }
        case .llama3(let factor, let lowBound, let highBound, let trainedLength):
            return plain.map { frequency in
                let waves = Double(trainedLength) * frequency / (2 * .pi)
                if waves < lowBound { return frequency / factor }
                if waves > highBound { return frequency }
                let kept = (waves - lowBound) / (highBound - lowBound)
                return (1 - kept) * frequency / factor + kept * frequency
            }
        case .yarn(let factor, let trainedLength, let fastTurns, let slowTurns, _):
            // The pair that makes this many turns within the trained length.
            func pair(turns: Double) -> Double {
                Double(headDimension) * log(Double(trainedLength) / (turns * 2 * .pi)) / (2 * log(base))
            }
            let low = max(pair(turns: fastTurns).rounded(.down), 0)
            var high = min(pair(turns: slowTurns).rounded(.up), Double(headDimension - 1))
            if high == low { high += 0.001 }
            return plain.enumerated().map { index, frequency in
                let divided = min(max((Double(index) - low) / (high - low), 0), 1)
                return divided * frequency / factor + (1 - divided) * frequency
            }
        case .divisors(let divisors): return zip(plain, divisors).map { $0 / Double($1) }
        }
    }

    /// What cosines and sines are multiplied by.
    package var amplitude: Double {
        if case .yarn(_, _, _, _, let amplitude) = self { amplitude } else { 1 }
    }

    /// Why the figures cannot belong to a model, or nil.
    package func inconsistency(headDimension: Int) -> String? {
        func bad(_ name: String, _ value: Double) -> String? {
            value.isFinite && value > 0 && value < 1e9 ? nil : "rotary scaling \(name) \(value) is out of range"
        }
        switch self {
        case .none: return nil
        case .linear(let factor): return bad("factor", factor)
        case .llama3(let factor, let low, let high, let trainedLength):
            if low >= high { return "rotary scaling bounds \(low) and \(high) are in the wrong order" }
            return bad("factor", factor) ?? bad("low bound", low) ?? bad("high bound", high)
                ?? bad("original length", Double(trainedLength))
        case .yarn(let factor, let trainedLength, let fast, let slow, let amplitude):
            return bad("factor", factor) ?? bad("original length", Double(trainedLength)) ?? bad("beta_fast", fast)
                ?? bad("beta_slow", slow) ?? bad("attention factor", amplitude)
        case .divisors(let divisors):
            if divisors.count != headDimension / 2 {
                return "\(divisors.count) rotary divisors do not fit heads of \(headDimension)"
            }
            return divisors.lazy.compactMap { bad("divisor", Double($0)) }.first
        }
    }

    /// In a few words, for `hone model info`.
    package var summary: String {
        switch self {
        case .none: "not scaled"
        case .linear(let factor): "linear, factor \(factor)"
        case .llama3(let factor, _, _, let trainedLength): "llama3, factor \(factor) beyond \(trainedLength) positions"
        case .yarn(let factor, let trainedLength, _, _, _): "YaRN, factor \(factor) beyond \(trainedLength) positions"
        case .divisors: "a divisor for each frequency"
        }
    }
}
