extension JSONCursor {
    /// Digits and signs of the longest number that is read: no one means more, and all digits of the smallest double fit.
    private static let longestNumber = 1100

    /// A whole number.
    package mutating func integer() throws(JSONError) -> Int {
        skipSpace()
        let start = offset
        if case .integer(let value) = try number() { return value }
        let text = String(decoding: bytes[start..<min(offset, start + 64)], as: UTF8.self)
        throw JSONError(offset: start, problem: "a whole number should stand here, not '\(text)'")
    }

    package mutating func double() throws(JSONError) -> Double { try number().double }

    /// The next number, whole or not.
    ///
    /// - Throws: `JSONError` where none stands, and where it is beyond the largest finite number unless the reading
    ///   allows infinite ones.
    package mutating func number() throws(JSONError) -> JSONNumber {
        skipSpace()
        let start = offset
        if reading.allowsNonFinite, let value = word() { return .double(value) }
        let isNegative = offset < end && bytes[offset] == UInt8(ascii: "-")
        if isNegative || reading.allowsLooseNumbers && offset < end && bytes[offset] == UInt8(ascii: "+") {
            offset += 1
        }
        var significand = Significand()
        let whole = takeDigits(into: &significand)
        var isWhole = true
        var fraction = whole.upperBound..<whole.upperBound
        if offset < end, bytes[offset] == UInt8(ascii: ".") {
            isWhole = false
            offset += 1
            fraction = takeDigits(into: &significand)
        }
        var isWritten = reading.allowsLooseNumbers ? !(whole.isEmpty && fraction.isEmpty) : !whole.isEmpty
        if !reading.allowsLooseNumbers {
            if whole.count > 1, bytes[whole.lowerBound] == UInt8(ascii: "0") { isWritten = false }
            if !isWhole, fraction.isEmpty { isWritten = false }
        }
        var exponent = 0
        if isWritten, offset < end, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            offset += 1
            if let written = takeExponent() { exponent = written } else { isWritten = false }
        }
        guard isWritten else {
            let isTruncated = offset >= end
            offset = start
            throw JSONError(offset: start, problem: "a value should stand here", isTruncated: isTruncated)
        }
        guard offset - start <= Self.longestNumber else {
            throw JSONError(offset: start, problem: "a number has more than \(Self.longestNumber) digits")
        }
        if isWhole {
            if let value = significand.integer(isNegative: isNegative) { return .integer(value) }
            let digits = String(decoding: bytes[whole], as: UTF8.self)
            return .hugeInteger(isNegative ? "-" + digits : digits)
        }
        let magnitude =
            significand.double(exponent: exponent - fraction.count)
            ?? Double(
                "\(String(decoding: bytes[whole], as: UTF8.self))\(String(decoding: bytes[fraction], as: UTF8.self))e\(exponent - fraction.count)"
            ) ?? .nan
        guard magnitude.isFinite || reading.allowsNonFinite else {
            throw JSONError(offset: start, problem: "a number is too large")
        }
        return .double(isNegative ? -magnitude : magnitude)
    }

    /// The first digits of a number as an integer.
    private struct Significand {
        private(set) var value: UInt64 = 0
        private(set) var isExact = true

        mutating func append(_ digit: UInt8) {
            // One more digit always fits below this.
            if value < 1_000_000_000_000_000_000 { value = value * 10 + UInt64(digit) } else { isExact = false }
        }

        func integer(isNegative: Bool) -> Int? {
            guard isExact else { return nil }
            if isNegative { return value <= UInt64(Int.max) + 1 ? Int(truncatingIfNeeded: 0 &- value) : nil }
            return Int(exactly: value)
        }

        /// The exact rounding where one division or product of two exact doubles gives it (Clinger, "How to Read Floating
        /// Point Numbers Accurately", 1990); nil otherwise.
        func double(exponent: Int) -> Double? {
            guard isExact, value <= 1 << 53, exponent.magnitude < Self.powers.count else { return nil }
            let power = Self.powers[Int(exponent.magnitude)]
            return exponent < 0 ? Double(value) / power : Double(value) * power
        }

        /// The powers of ten that are exact.
        private static let powers: [Double] = [
            1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
            1e20, 1e21, 1e22,
        ]
    }

    private mutating func takeDigits(into significand: inout Significand) -> Range<Int> {
        let start = offset
        while offset < end, let digit = Self.digit(bytes[offset]) {
            significand.append(digit)
            offset += 1
        }
        return start..<offset
    }

    private mutating func takeExponent() -> Int? {
        var isNegative = false
        if offset < end, bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "+") {
            isNegative = bytes[offset] == UInt8(ascii: "-")
            offset += 1
        }
        var value: Int?
        while offset < end, let digit = Self.digit(bytes[offset]) {
            // Far beyond every double, whatever its digits are.
            value = min((value ?? 0) * 10 + Int(digit), 1_000_000)
            offset += 1
        }
        return value.map { isNegative ? -$0 : $0 }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        let digit = byte &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }

    /// One of the words that stand for numbers which are not finite.
    private mutating func word() -> Double? {
        let words: [(StaticString, Double)] = [
            ("NaN", .nan), ("nan", .nan), ("Infinity", .infinity), ("-Infinity", -.infinity), ("inf", .infinity),
            ("-inf", -.infinity),
        ]
        guard offset < end, bytes[offset] >= UInt8(ascii: "A") || offset + 1 < end && bytes[offset + 1] >= 0x41 else {
            return nil
        }
        for (word, value) in words where literal(word) { return value }
        return nil
    }
}
