import HoneCore

/// Reads the number at the beginning of some text, the whole of it or nothing.
///
/// Decimal numbers with an exponent, groups of thousands where they can be nothing else (`1,234.5`, `1_234`), `nan`, `inf`
/// and what C runtimes print for them (`1.#INF`, `nan(ind)`). A number too large for a double is infinite. What runs on into
/// a unit, a word, a second number or another grouping is unreadable, never shortened to its beginning.
package struct MetricNumber {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// The number that makes up the whole text, but for blanks around it.
    static func whole(_ text: String) -> MetricReading {
        MetricText.cleaned(text).withUnsafeBufferPointer { bytes in
            var number = MetricNumber(bytes, at: 0)
            number.skipBlanks()
            let reading = number.read()
            guard reading.value != nil else { return reading }
            number.skipBlanks()
            return number.position == bytes.count
                ? reading : .unreadable("\"\(PrintableText.line(text.shortened(to: 40)))\" is no number")
        }
    }

    /// Reads at `position`, which is behind the number afterwards.
    mutating func read() -> MetricReading {
        let start = position
        var text: [UInt8] = []
        if let sign = peek(), sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            if sign == UInt8(ascii: "-") { text.append(sign) }
            position += 1
        }
        let isNegative = !text.isEmpty
        if let value = nonFinite(isNegative: isNegative) { return ended(.number(value), from: start) }
        if let problem = digits(into: &text) { return .unreadable(problem) }
        if text.last == UInt8(ascii: "."), peek() == UInt8(ascii: "#"), let value = runtimeWord(isNegative: isNegative)
        {
            return ended(.number(value), from: start)
        }
        guard let value = Double(overflowing: String(decoding: text, as: UTF8.self)) else {
            return .unreadable("\(quoted(from: start)) is no number")
        }
        return ended(.number(value), from: start)
    }

    /// The number that a text says, if it is one.
    package static func value(of text: String) -> Double? {
        if case .number(let value) = whole(text) { return value }
        return nil
    }

    // MARK: - Parts of a number

    /// Digits, groups, fraction and exponent, without the groups' separators.
    ///
    /// - Returns: nil if they make a number, or there are none; else why they do not.
    private mutating func digits(into text: inout [UInt8]) -> String? {
        let wholeStart = position
        takeDigits(into: &text)
        let wholeCount = position - wholeStart
        if wholeCount > 0, let problem = groups(first: wholeStart..<position, into: &text) { return problem }
        var hasPoint = false
        if peek() == UInt8(ascii: "."), peek(1) != UInt8(ascii: "."), wholeCount > 0 || isDigit(peek(1)) {
            hasPoint = true
            text.append(UInt8(ascii: "."))
            position += 1
            takeDigits(into: &text)
        }
        guard wholeCount > 0 || hasPoint else { return nil }
        exponent(hasPoint: hasPoint, into: &text)
        return nil
    }

    private mutating func takeDigits(into text: inout [UInt8]) {
        while let byte = peek(), isDigit(byte) {
            text.append(byte)
            position += 1
        }
    }

    /// Groups of thousands behind the first digits.
    private mutating func groups(first: Range<Int>, into text: inout [UInt8]) -> String? {
        guard let separator = peek(), [UInt8(ascii: ","), UInt8(ascii: "_"), 0x20].contains(separator) else {
            return nil
        }
        var end = position
        var count = 0
        while end < bytes.count, bytes[end] == separator, isGroup(at: end + 1) {
            end += 4
            count += 1
        }
        let mayBegin = first.count <= 3 && bytes[first.lowerBound] != UInt8(ascii: "0")
        let hasFraction = end + 1 < bytes.count && bytes[end] == UInt8(ascii: ".") && isDigit(bytes[end + 1])
        switch separator {
        case UInt8(ascii: ","):
            guard isDigit(peek(1)) else { return nil }
            guard mayBegin, count > 1 || (count == 1 && hasFraction) else {
                return
                    "the comma in \(quoted(from: first.lowerBound)) may group thousands or stand for the decimal point"
            }
        case UInt8(ascii: "_"):
            guard mayBegin, count > 0 else { return nil }
        default:
            // Two numbers, or one in groups: who knows.
            guard mayBegin, count > 0, hasFraction || end == bytes.count || !startsCounter(bytes[end]) else {
                return nil
            }
            return "what stands there may be one number in groups or several numbers"
        }
        while position < end {
            position += 1
            takeDigits(into: &text)
        }
        return nil
    }

    /// What makes digits behind a blank a counter of their own: `3 100/200`, `3 100%`, `3 100ms`.
    private func startsCounter(_ byte: UInt8) -> Bool { isLetter(byte) || "/:%-".utf8.contains(byte) }

    /// Exactly three digits.
    private func isGroup(at start: Int) -> Bool {
        start + 3 <= bytes.count && bytes[start..<start + 3].allSatisfy { isDigit($0) }
            && !(start + 3 < bytes.count && isDigit(bytes[start + 3]))
    }

    /// `e-3`; behind a point also Fortran's `D-3` and Julia's `f0`.
    private mutating func exponent(hasPoint: Bool, into text: inout [UInt8]) {
        guard let letter = peek() else { return }
        let isExponent =
            letter | 0x20 == UInt8(ascii: "e")
            || (hasPoint && (letter | 0x20 == UInt8(ascii: "d") || letter == UInt8(ascii: "f")))
        let hasSign = peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+")
        guard isExponent, isDigit(peek(hasSign ? 2 : 1)) else { return }
        text.append(UInt8(ascii: "e"))
        if hasSign, peek(1) == UInt8(ascii: "-") { text.append(UInt8(ascii: "-")) }
        position += hasSign ? 2 : 1
        takeDigits(into: &text)
    }

    /// `nan`, `inf`, `Infinity`, `.nan`, `nan(ind)`, `∞`.
    private mutating func nonFinite(isNegative: Bool) -> Double? {
        if bytes[position...].starts(with: "∞".utf8) {
            position += "∞".utf8.count
            return isNegative ? -.infinity : .infinity
        }
        var end = peek() == UInt8(ascii: ".") ? position + 1 : position
        let start = end
        while end < bytes.count, isLetter(bytes[end]) { end += 1 }
        switch String(decoding: bytes[start..<end], as: UTF8.self).lowercased() {
        case "nan":
            position = end
            for note in ["(ind)", "(snan)"] where bytes[end...].starts(with: note.utf8) { position += note.utf8.count }
            return .nan
        case "inf", "infinity":
            position = end
            return isNegative ? -.infinity : .infinity
        default: return nil
        }
    }

    /// What old Microsoft runtimes print behind `1.`: `#INF`, `#IND`, `#QNAN`, and digits to fill a width.
    private mutating func runtimeWord(isNegative: Bool) -> Double? {
        let rest = bytes[(position + 1)...]
        for word in ["INF", "IND", "QNAN", "SNAN"] where rest.starts(with: word.utf8) {
            position += 1 + word.utf8.count
            while let byte = peek(), isDigit(byte) { position += 1 }
            return word == "INF" ? (isNegative ? -.infinity : .infinity) : .nan
        }
        return nil
    }

    // MARK: - What may follow

    /// The reading, if the number ends here.
    private mutating func ended(_ reading: MetricReading, from start: Int) -> MetricReading {
        guard !goesOn else { return .unreadable("\(quoted(from: start)) is no number by itself") }
        var percent = position
        while percent < bytes.count, isBlank(bytes[percent]) { percent += 1 }
        guard case .number(let value) = reading, percent < bytes.count, bytes[percent] == UInt8(ascii: "%") else {
            return reading
        }
        let sign = position
        position = percent + 1
        guard !goesOn else {
            // `3 %d` is not a percentage.
            position = sign
            return percent == sign ? .unreadable("\(quoted(from: start)) is no number by itself") : reading
        }
        return .percent(value)
    }

    /// Whether what follows belongs to the number, or to something of which it is only a part.
    private var goesOn: Bool {
        guard let byte = peek() else { return false }
        let next = peek(1)
        switch byte {
        case 0..<0x09, 0x0E..<0x20, 0x7F: return true
        case 0x09...0x0D, 0x20: return false
        case UInt8(ascii: "."): return next.map { isDigit($0) || isLetter($0) } ?? false
        case UInt8(ascii: "+"): return !isTolerance
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"): return true
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"),
            UInt8(ascii: ";"), UInt8(ascii: "|"):
            return false
        case 0x80...: return Self.isPartOfNumber(scalar)
        default: return isDigit(byte) || isLetter(byte) || isDigit(next)
        }
    }

    /// `+/-` or `+-`, behind a mean.
    private var isTolerance: Bool {
        bytes[position...].starts(with: "+/-".utf8) || bytes[position...].starts(with: "+-".utf8)
    }

    /// The character beyond ASCII that stands here; nil if the bytes are none.
    private var scalar: Unicode.Scalar? {
        var decoder = UTF8()
        var iterator = bytes[position...].prefix(4).makeIterator()
        if case .scalarValue(let scalar) = decoder.decode(&iterator) { return scalar }
        return nil
    }

    /// Letters, digits and marks of any script, and signs that make the number a factor or another unit; others, such as the
    /// arrow of `0.3↓` or the sign of `0.9±0.1`, end it.
    static func isPartOfNumber(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar else { return true }
        if "×·÷‰°′″–—".unicodeScalars.contains(scalar) { return true }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
            return true
        default: return false
        }
    }

    // MARK: - Bytes

    mutating func skipBlanks() {
        while let byte = peek(), isBlank(byte) { position += 1 }
    }

    /// The word that stands at `start`, for messages.
    private func quoted(from start: Int) -> String {
        var end = start
        while end < bytes.count, !isBlank(bytes[end]), end - start < 40 { end += 1 }
        guard end > start else { return "the end of the line" }
        return PrintableText.line(String(decoding: bytes[start..<end], as: UTF8.self))
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    private func isDigit(_ byte: UInt8?) -> Bool { byte.map { (48...57).contains($0) } ?? false }
    private func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }
    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
