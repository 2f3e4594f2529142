/// Reads JSON (RFC 8259) from bytes piece by piece, without building a tree: a `tokenizer.json` has a million values, a
/// hostile one more. Nesting costs no stack, strings no more than they hold.
struct JSONCursor {
    /// Deeper than any file of ours.
    static let deepestNesting = 64
    /// Members of an object of sections; real files have some ten.
    private static let mostSections = 1000

    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var offset: Int
    private let end: Int
    /// Named in errors.
    let file: String

    /// - Parameter bytes: valid UTF-8; `range` is where to read.
    init(_ bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>, file: String) {
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
        self.file = file
    }

    /// What begins at the next value.
    enum Kind { case object, array, string, number, boolean, null }

    mutating func kind() throws(ModelFileError) -> Kind {
        switch peek() ?? 0 {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw failure("a value should stand here")
        }
    }

    /// Goes into an object or array; `next` then tells whether an element follows.
    mutating func open(_ bracket: Character) throws(ModelFileError) {
        guard take(bracket.asciiValue ?? 0) else { throw failure("a '\(bracket)' should stand here") }
    }

    /// Whether another element follows, else goes behind the closing bracket.
    mutating func next(_ isFirst: inout Bool, closing bracket: Character) throws(ModelFileError) -> Bool {
        defer { isFirst = false }
        if take(bracket.asciiValue ?? 0) { return false }
        if !isFirst, !take(UInt8(ascii: ",")) { throw failure("a ',' or '\(bracket)' should stand here") }
        if !isFirst, peek() == bracket.asciiValue { throw failure("a value should stand behind the ','") }
        return true
    }

    /// The name of the next member of an object.
    mutating func name(into name: inout [UInt8]) throws(ModelFileError) {
        try string(into: &name)
        guard take(UInt8(ascii: ":")) else { throw failure("a ':' should stand behind a name") }
    }

    /// A string's UTF-8, its escapes resolved.
    mutating func string(into text: inout [UInt8]) throws(ModelFileError) {
        text.removeAll(keepingCapacity: true)
        guard take(UInt8(ascii: "\"")) else { throw failure("a string should stand here") }
        while offset < end {
            let start = offset
            while offset < end, bytes[offset] >= 0x20, bytes[offset] != 0x22, bytes[offset] != 0x5c { offset += 1 }
            text.append(contentsOf: bytes[start..<offset])
            guard offset < end else { break }
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"):
                offset += 1
                try escape(into: &text)
            default: throw failure("a string holds a control character")
            }
        }
        throw failure("a string does not end")
    }

    private mutating func escape(into text: inout [UInt8]) throws(ModelFileError) {
        guard offset < end else { throw failure("a string does not end") }
        let code = bytes[offset]
        offset += 1
        switch code {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(code)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var value = try fourDigits()
            if (0xd800..<0xdc00).contains(value), offset + 1 < end, bytes[offset] == 0x5c, bytes[offset + 1] == 0x75 {
                offset += 2
                let low = try fourDigits()
                guard (0xdc00..<0xe000).contains(low) else { throw failure("half a character is escaped") }
                value = 0x10000 + (value - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(value) else { throw failure("half a character is escaped") }
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default: throw failure("an unknown escape in a string")
        }
    }

    private mutating func fourDigits() throws(ModelFileError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard offset < end, let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue else {
                throw failure("an escape needs four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }

    /// A whole number.
    mutating func integer() throws(ModelFileError) -> Int {
        let text = number()
        guard let value = Int(text) else {
            throw failure("a whole number should stand here, not \(ModelFileError.quoted(text))")
        }
        return value
    }

    mutating func double() throws(ModelFileError) -> Double {
        let text = number()
        guard let value = Double(text) else { throw failure("\(ModelFileError.quoted(text)) is no number") }
        return value
    }

    private mutating func number() -> String {
        skipSpace()
        let start = offset
        // No number that anyone means is longer.
        while offset < end, offset - start < 64, "+-.0123456789eE".utf8.contains(bytes[offset]) { offset += 1 }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    mutating func boolean() throws(ModelFileError) -> Bool {
        if try literal("true") { return true }
        if try literal("false") { return false }
        throw failure("true or false should stand here")
    }

    /// Goes behind `null` if it stands here.
    mutating func null() throws(ModelFileError) -> Bool { try literal("null") }

    private mutating func literal(_ word: String) throws(ModelFileError) -> Bool {
        skipSpace()
        guard bytes[offset..<min(end, offset + word.utf8.count)].elementsEqual(word.utf8) else { return false }
        offset += word.utf8.count
        return true
    }

    /// Goes behind the next value and says where it was.
    mutating func skip() throws(ModelFileError) -> Range<Int> {
        skipSpace()
        let start = offset
        var closing: [UInt8] = []
        repeat {
            skipSpace()
            guard offset < end else { throw failure("the text ends where a value should stand") }
            switch bytes[offset] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                closing.append(bytes[offset] == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                guard closing.count <= Self.deepestNesting else {
                    throw failure("values are nested deeper than \(Self.deepestNesting)")
                }
                offset += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard closing.popLast() == bytes[offset] else { throw failure("a bracket closes nothing") }
                offset += 1
            case UInt8(ascii: "\""): try skipString()
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard !closing.isEmpty else { throw failure("a value should stand here") }
                offset += 1
            case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try boolean()
            case UInt8(ascii: "n"): guard try null() else { throw failure("a value should stand here") }
            default: _ = try double()
            }
        } while !closing.isEmpty
        return start..<offset
    }

    /// Goes behind an object and says where the values of its members are.
    mutating func members() throws(ModelFileError) -> [String: Range<Int>] {
        var members: [String: Range<Int>] = [:]
        var name: [UInt8] = []
        var isFirst = true
        try open("{")
        while try next(&isFirst, closing: "}") {
            try self.name(into: &name)
            let text = String(decoding: name, as: UTF8.self)
            guard members.updateValue(try skip(), forKey: text) == nil else {
                throw failure("the name \(ModelFileError.quoted(text)) stands twice")
            }
            guard members.count <= Self.mostSections else { throw failure("more than \(Self.mostSections) sections") }
        }
        return members
    }

    private mutating func skipString() throws(ModelFileError) {
        offset += 1
        while offset < end, bytes[offset] != UInt8(ascii: "\"") {
            offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard offset < end else { throw failure("a string does not end") }
        offset += 1
    }

    /// Whether only blanks are left.
    mutating func isAtEnd() -> Bool {
        skipSpace()
        return offset >= end
    }

    private mutating func peek() -> UInt8? {
        skipSpace()
        return offset < end ? bytes[offset] : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipSpace() {
        while offset < end, bytes[offset] <= 0x20, Self.isBlank(bytes[offset]) { offset += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }

    func failure(_ problem: String) -> ModelFileError {
        ModelFileError(
            .malformed, file: file, place: "byte \(min(offset, end))", problem: problem, remedy: Tokenizer.remedy)
    }
}
