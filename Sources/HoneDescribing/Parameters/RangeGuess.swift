import Foundation
import HoneCore

/// A range for a number of which the help text says too little: around its default, as its name suggests.
struct RangeGuess {
    let words: OptionWords
    let isWhole: Bool
    let standard: Double?
    let low: OptionValues.End?
    let high: OptionValues.End?

    /// The range, and what of it was guessed; nil where there is nothing to go by.
    var domain: (domain: Domain, guess: String?)? {
        if let low = inner(low, isLow: true), let high = inner(high, isLow: false), low < high {
            return made(low: low, high: high, isLog: low > 0 && high / low >= 100).map { ($0, nil) }
        }
        guard let guessed = isWhole ? wholeRange : realRange else { return nil }
        var (low, high, isLog) = guessed
        if let stated = inner(self.low, isLow: true) {
            low = max(low, stated)
            if low >= high { high = low + Swift.max(1, low.magnitude) }
        }
        if let stated = inner(self.high, isLow: false) {
            high = min(high, stated)
            if low >= high { low = high - Swift.max(1, high.magnitude) }
        }
        if let standard {
            low = min(low, standard)
            high = max(high, standard)
        }
        isLog = isLog && low > 0 && high / low >= 8
        return made(low: low, high: high, isLog: isLog).map { ($0, "the range is a guess") }
    }

    /// The outermost value within a stated end; an open end of floats is kept off by a hundredth of the range.
    private func inner(_ end: OptionValues.End?, isLow: Bool) -> Double? {
        guard let end else { return nil }
        guard end.isOpen else { return end.number }
        if isWhole { return end.number + (isLow ? 1 : -1) }
        guard let other = (isLow ? high : low)?.number else {
            return isLow && end.number == 0 ? standard.map { $0 / 100 } ?? 1e-6 : end.number
        }
        return Self.rounded(end.number + (other - end.number) / 100)
    }

    private func made(low: Double, high: Double, isLog: Bool) -> Domain? {
        guard low.isFinite, high.isFinite, low < high else { return nil }
        let scale: Scale = isLog ? .log : .linear
        guard isWhole else { return .float(low: low, high: high, scale: scale, step: nil) }
        guard let low = Int(exactly: low.rounded(.up)), let high = Int(exactly: high.rounded(.down)), low < high else {
            return nil
        }
        return .int(low: low, high: high, scale: scale, step: nil)
    }

    /// A whole number: a fourth to four times the default.
    private var wholeRange: (Double, Double, Bool)? {
        guard let standard else { return nil }
        if standard == 0 { return (0, 10, false) }
        guard standard > 0 else { return nil }
        let low = Swift.max(1, (standard / 4).rounded())
        return (low, standard == 1 ? 8 : standard * 4, standard >= 8)
    }

    private var realRange: (Double, Double, Bool)? {
        if words.hasAny(of: ["lr", "eta", "eta0"]) || words.hasAll(of: "learning", "rate")
            || words.hasAll(of: "step", "size")
        {
            guard let middle = standard, middle > 0 else { return nil }
            return (Self.rounded(middle / 100), Self.rounded(middle < 1 ? min(middle * 100, 1) : middle * 10), true)
        }
        guard let standard else { return nil }
        if (0...1).contains(standard), let share = share(standard) { return share }
        if standard == 0 { return (0, 1, false) }
        if standard < 0 { return (Self.rounded(standard * 2), 0, false) }
        if standard >= 1 {
            return (
                Self.rounded(standard / (standard == 1 ? 100 : 10)),
                Self.rounded(standard * (standard == 1 ? 100 : 10)), true
            )
        }
        return standard >= 0.3 ? (0, 1, false) : (Self.rounded(standard / 100), Self.rounded(standard * 100), true)
    }

    /// Names of numbers that lie between 0 and 1.
    private func share(_ standard: Double) -> (Double, Double, Bool)? {
        if words.hasAny(of: ["dropout", "drop", "dropping"]) { return (0, 0.9, false) }
        if words.hasAny(of: ["smoothing"]) { return (0, 0.5, false) }
        if words.hasAny(of: ["subsample", "colsample", "fraction", "bagging"]), standard > 0 { return (0.1, 1, false) }
        if words.hasAny(of: ["discount", "gamma", "beta", "beta1", "beta2", "ema", "momentum", "cooling"]),
            standard >= 0.9
        {
            return (0.5, standard >= 0.999 ? 0.9999 : 0.999, false)
        }
        let names: Set<String> = [
            "beta", "beta1", "beta2", "ema", "momentum", "p", "prob", "probability", "quantile", "ratio", "share",
            "warmup",
        ]
        return words.hasAny(of: names)
            ? (0, words.hasAny(of: ["momentum", "beta", "beta1", "beta2"]) ? 0.99 : 1, false) : nil
    }

    /// Three digits, so that 0.07 * 100 is 7.
    private static func rounded(_ number: Double) -> Double { Double(String(format: "%.3g", number)) ?? number }
}
