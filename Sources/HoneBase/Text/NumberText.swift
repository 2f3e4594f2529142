extension Int {
    /// An integer written in decimal digits with an optional sign; nothing else (`0x1`, ` 1` and `1e3` are not integers).
    package init?(decimal text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 45 || $0 == 43 }) else {
            return nil
        }
        self.init(text)
    }
}

extension Double {
    /// A finite number written in decimal, with an optional exponent: `1e-3`, `-.5`, `3.`; not `nan`, `inf` or `0x1p3`.
    package init?(decimal text: String) {
        guard let value = Double(overflowing: text), value.isFinite else { return nil }
        self = value
    }

    /// The same, and infinite where the number is too large for a double: `1e400`.
    package init?(overflowing text: String) {
        let allowed = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || byte == 45 || byte == 43 || byte == 46 || byte == 101 || byte == 69
        }
        guard allowed, text.utf8.contains(where: { (48...57).contains($0) }) else { return nil }
        var text = text
        if text.hasSuffix(".") { text += "0" }
        if text.hasPrefix(".") { text = "0" + text }
        if text.hasPrefix("-.") { text = "-0" + text.dropFirst() }
        guard let value = Double(text) else { return nil }
        self = value
    }

    /// The shortest text that reads back as this number, without a trailing `.0` hidden or added: `0.1`, `1.0`, `1e-05`.
    package var shortestText: String { description }

    /// The number for people: three or four significant digits, an exponent only where the zeros would be many.
    public func formatted(significantDigits digits: Int) -> String {
        guard isFinite else { return isNaN ? "nan" : (self < 0 ? "-inf" : "inf") }
        guard self != 0 else { return "0" }
        // Below this a power of ten of the number's size is not exact, and soon there is none.
        let shift = magnitude < 1e-290 ? 100 : 0
        let shifted = magnitude * Double.power10(shift)
        // The exponent after rounding decides the form: 9.999 with three digits is 10.0.
        var exponent = Int(shifted.logarithm10.rounded(.down))
        var scaled = (shifted / Double.power10(exponent)).roundedToDigits(digits - 1)
        exponent -= shift
        if scaled >= 10 {
            scaled /= 10
            exponent += 1
        }
        let sign = self < 0 ? "-" : ""
        if exponent < -4 || exponent >= max(digits, 6) {
            let mantissa = scaled.fixedText(decimals: digits - 1)
            let magnitudeText = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
            return "\(sign)\(mantissa)e\(exponent < 0 ? "-" : "+")\(magnitudeText)"
        }
        return sign + magnitude.fixedText(decimals: max(0, digits - 1 - exponent))
    }

    /// The number with a fixed count of decimals, rounded half away from zero; for magnitudes below 1e15.
    package func fixedText(decimals: Int) -> String {
        let factor = Double.power10(decimals)
        let scaled = (magnitude * factor).rounded()
        guard scaled < 9e15 else { return description }
        let digits = String(Int(scaled))
        let sign = self < 0 && scaled != 0 ? "-" : ""
        guard decimals > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let split = padded.index(padded.endIndex, offsetBy: -decimals)
        return sign + padded[..<split] + "." + padded[split...]
    }

    private func roundedToDigits(_ decimals: Int) -> Double {
        let factor = Double.power10(decimals)
        return (self * factor).rounded() / factor
    }

    private static func power10(_ exponent: Int) -> Double {
        Double("1e\(exponent)") ?? .infinity
    }

    private var logarithm10: Double { HoneBase.log10(self) }
}
