/// Reads JSON (RFC 8259) from bytes piece by piece, without building a tree: a `tokenizer.json` has a million values, a
/// hostile one more. Nesting costs no stack, strings no more than they hold.
///
///     var cursor = JSONCursor(bytes)
///     var name: [UInt8] = []
///     var isFirst = true
///     try cursor.open("{")
///     while try cursor.next(&isFirst, closing: "}") {
///         try cursor.name(into: &name)
///         let value = try cursor.double()
///     }
///
/// `JSON` is the tree on top of it.
package struct JSONCursor {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Of the next byte.
    package internal(set) var offset: Int
    let end: Int
    let reading: JSONReading

    /// - Parameters:
    ///   - bytes: must outlive the cursor.
    ///   - range: where to read; nil: everywhere. Offsets in errors count from the start of `bytes`.
    package init(_ bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>? = nil, _ reading: JSONReading = .strict) {
        self.bytes = bytes
        let range = (range ?? 0..<bytes.count).clamped(to: 0..<bytes.count)
        offset = range.lowerBound
        end = range.upperBound
        self.reading = reading
    }

    /// What begins at the next value.
    package enum Kind: Sendable { case object, array, string, number, boolean, null }

    package mutating func kind() throws(JSONError) -> Kind {
        switch peek() ?? 0 {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return reading.allowsNonFinite && follows("nan") ? .number : .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "+"), UInt8(ascii: "."): if reading.allowsLooseNumbers { return .number }
        case UInt8(ascii: "N"), UInt8(ascii: "I"), UInt8(ascii: "i"): if reading.allowsNonFinite { return .number }
        default: break
        }
        throw failure("a value should stand here")
    }

    /// Goes into an object or array; `next` then tells whether an element follows.
    package mutating func open(_ bracket: Character) throws(JSONError) {
        guard take(bracket.asciiValue ?? 0) else { throw failure("a '\(bracket)' should stand here") }
    }

    /// Whether another element follows, else goes behind the closing bracket.
    package mutating func next(_ isFirst: inout Bool, closing bracket: Character) throws(JSONError) -> Bool {
        defer { isFirst = false }
        if take(bracket.asciiValue ?? 0) { return false }
        if !isFirst, !take(UInt8(ascii: ",")) { throw failure("a ',' or '\(bracket)' should stand here") }
        if !isFirst, peek() == bracket.asciiValue { throw failure("a value should stand behind the ','") }
        return true
    }

    package mutating func boolean() throws(JSONError) -> Bool {
        if literal("true") { return true }
        if literal("false") { return false }
        throw failure("true or false should stand here", couldEnd: "true", "false")
    }

    /// Goes behind `null` if it stands here.
    package mutating func null() -> Bool { literal("null") }

    /// Whether only blanks are left.
    package mutating func isAtEnd() -> Bool {
        skipSpace()
        return offset >= end
    }

    /// - Throws: `JSONError` unless only blanks are left.
    package mutating func finish() throws(JSONError) {
        guard isAtEnd() else { throw failure("something follows the value") }
    }

    mutating func literal(_ word: StaticString) -> Bool {
        skipSpace()
        guard follows(word) else { return false }
        offset += word.utf8CodeUnitCount
        return true
    }

    /// Whether these bytes come next.
    func follows(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard end - offset >= count else { return false }
        for index in 0..<count where bytes[offset + index] != word.utf8Start[index] { return false }
        return true
    }

    mutating func peek() -> UInt8? {
        skipSpace()
        return offset < end ? bytes[offset] : nil
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        offset += 1
        return true
    }

    mutating func skipSpace() {
        while offset < end, bytes[offset] <= 0x20, Self.isBlank(bytes[offset]) { offset += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }

    package func failure(_ problem: String) -> JSONError {
        JSONError(offset: min(offset, end), problem: problem, isTruncated: offset >= end)
    }

    /// An error where one of the words should stand; what is left may be the beginning of one.
    func failure(_ problem: String, couldEnd words: String...) -> JSONError {
        let rest = bytes[min(offset, end)..<end]
        let isTruncated = words.contains { rest.count < $0.utf8.count && $0.utf8.starts(with: rest) }
        return JSONError(offset: min(offset, end), problem: problem, isTruncated: isTruncated)
    }
}
