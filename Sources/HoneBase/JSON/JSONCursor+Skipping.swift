extension JSONCursor {
    /// Members of an object of sections; real files have some ten.
    private static let mostSections = 1000

    /// Goes behind the next value, which must be well written, and says where it was.
    @discardableResult
    package mutating func skip() throws(JSONError) -> Range<Int> {
        skipSpace()
        let start = offset
        var open = Openings()
        while true {
            if try skipStart(&open) { continue }
            while true {
                guard let closing = open.last else { return start..<offset }
                guard let byte = peek() else { throw failure("the text ends inside brackets") }
                if byte == closing {
                    offset += 1
                    open.removeLast()
                } else if byte == UInt8(ascii: ",") {
                    offset += 1
                    if closing == UInt8(ascii: "}") { try skipName() }
                    break
                } else {
                    throw failure("a ',' or '\(Character(Unicode.Scalar(closing)))' should stand here")
                }
            }
        }
    }

    /// Goes behind a scalar or an empty bracket, or into a bracket that holds something; true for the latter.
    private mutating func skipStart(_ open: inout Openings) throws(JSONError) -> Bool {
        guard let byte = peek() else { throw failure("the text ends where a value should stand") }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let isObject = byte == UInt8(ascii: "{")
            let closing = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
            guard open.count < reading.depth else { throw failure("values are nested deeper than \(reading.depth)") }
            offset += 1
            if take(closing) { return false }
            open.append(closing)
            if isObject { try skipName() }
            return true
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try boolean()
        case UInt8(ascii: "n"):
            if null() { break }
            guard reading.allowsNonFinite else { throw failure("a value should stand here", couldEnd: "null") }
            _ = try number()
        default: _ = try number()
        }
        return false
    }

    private mutating func skipName() throws(JSONError) {
        guard peek() == UInt8(ascii: "\"") else { throw failure("a name in quotes should stand here") }
        try skipString()
        guard take(UInt8(ascii: ":")) else { throw failure("a ':' should stand behind a name") }
    }

    /// The brackets that close what is open.
    private struct Openings {
        private var closing: [UInt8] = []

        var count: Int { closing.count }
        var last: UInt8? { closing.last }
        mutating func append(_ byte: UInt8) { closing.append(byte) }
        mutating func removeLast() { closing.removeLast() }
    }

    /// Goes behind an object and says where the values of its members are.
    package mutating func members() throws(JSONError) -> [String: Range<Int>] {
        var members: [String: Range<Int>] = [:]
        var isFirst = true
        try open("{")
        while try next(&isFirst, closing: "}") {
            let start = offset
            let name = try name()
            guard members.updateValue(try skip(), forKey: name) == nil || reading.lastNameWins else {
                throw JSONError(offset: start, problem: "the name '\(name)' stands twice")
            }
            guard members.count <= Self.mostSections else { throw failure("more than \(Self.mostSections) sections") }
        }
        return members
    }
}
