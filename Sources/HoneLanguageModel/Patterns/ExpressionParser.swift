/// The part of regular expressions that is known here: characters, `.`, classes, `\d \w \s` and their
/// opposites, groups, `|`, `* + ? {m,n}`, and `^` and `$` at the ends. Where programs differ (whether `\w` knows letters
/// beyond ASCII), what all of them accept is written.
struct ExpressionParser {
    /// What an expression uses that is not known here.
    struct Failure: Error {
        let problem: String
    }

    private static let mostRepetitions = 1000
    private static let deepestGroups = 32
    private static let last: UInt32 = 0x10_FFFF

    var terms: ByteTerms
    private let spelling: Spelling
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    init(_ expression: String, _ spelling: Spelling, _ terms: consuming ByteTerms) {
        scalars = Array(expression.unicodeScalars)
        self.spelling = spelling
        self.terms = terms
    }

    /// A branch of an expression, outside all groups.
    struct Branch {
        /// nil if no text fits it.
        var term: Term?
        /// Whether it is held at a text's beginning and end.
        var isAtStart: Bool
        var isAtEnd: Bool
    }

    /// The branches between the `|`s outside groups.
    mutating func branches() throws(Failure) -> [Branch] {
        var branches: [Branch] = []
        repeat {
            let isAtStart = take("^")
            let term = try sequence()
            branches.append(Branch(term: term, isAtStart: isAtStart, isAtEnd: take("$")))
        } while take("|")
        guard position == scalars.count else { throw failure("a ) has no (") }
        return branches
    }

    private mutating func alternatives() throws(Failure) -> Term? {
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return terms.either(branches)
    }

    private mutating func sequence() throws(Failure) -> Term? {
        var parts: [Term] = []
        var isPossible = true
        while let next = peek, next != "|", next != ")", next != "$" {
            if let part = try repeated(try atom()) { parts.append(part) } else { isPossible = false }
        }
        if peek == "$", position + 1 < scalars.count, scalars[position + 1] != "|" || depth > 0 {
            throw failure("$ stands within it")
        }
        return isPossible ? terms.sequence(parts) : nil
    }

    private mutating func repeated(_ term: Term?) throws(Failure) -> Term? {
        var least = 1
        var most: Int? = 1
        switch peek {
        case "*": (least, most) = (0, nil)
        case "+": (least, most) = (1, nil)
        case "?": (least, most) = (0, 1)
        case "{":
            guard let counts = try counts() else { return term }
            (least, most) = counts
            position -= 1
        default: return term
        }
        position += 1
        // A reluctant repetition has the same texts.
        _ = take("?")
        if let next = peek, "*+{".unicodeScalars.contains(next) { throw failure("a repetition is repeated") }
        guard let term else { return least == 0 ? terms.empty : nil }
        return terms.repeated(term, least: least, most: most)
    }

    /// `{m}`, `{m,}` or `{m,n}`; nil, and nothing taken, if the brace is a character.
    private mutating func counts() throws(Failure) -> (Int, Int?)? {
        guard let end = scalars[position...].firstIndex(of: "}") else { return nil }
        let inside = String(String.UnicodeScalarView(scalars[(position + 1)..<end]))
        let parts = inside.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= 2, let least = Int(parts[0]), least >= 0 else { return nil }
        let most = parts.count == 1 ? least : parts[1].isEmpty ? nil : Int(parts[1])
        if parts.count == 2, !parts[1].isEmpty, most == nil { return nil }
        if least > most ?? least { throw failure("{\(inside)} ends before it begins") }
        if max(least, most ?? 0) > Self.mostRepetitions {
            throw failure("{\(inside)} is more than \(Self.mostRepetitions) times")
        }
        position = end + 1
        return (least, most)
    }

    private mutating func atom() throws(Failure) -> Term? {
        guard let next = peek else { return terms.empty }
        position += 1
        switch next {
        case "(": return try group()
        case "[": return characters(try characterClass())
        case ".": return characters(Self.opposite(of: [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029]))
        case "\\": return characters(try escape(inClass: false))
        case "^": throw failure("^ stands within it")
        case "*", "+", "?": throw failure("\(next) repeats nothing")
        default: return characters([next.value...next.value])
        }
    }

    private mutating func characters(_ ranges: [ClosedRange<UInt32>]) -> Term? { terms.characters(ranges, spelling) }

    private mutating func group() throws(Failure) -> Term? {
        if take("?") {
            guard take(":") else { throw failure("(?\(peek.map(String.init) ?? "") is not supported") }
        }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepestGroups else { throw failure("groups are nested too deeply") }
        let inner = try alternatives()
        guard take(")") else { throw failure("a ( has no )") }
        return inner
    }

    private mutating func characterClass() throws(Failure) -> [ClosedRange<UInt32>] {
        let isOpposite = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while let next = peek, isFirst || next != "]" {
            isFirst = false
            position += 1
            let low = next == "\\" ? try escape(inClass: true) : [next.value...next.value]
            guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                ranges += low
                continue
            }
            position += 1
            let end = scalars[position]
            position += 1
            let high = end == "\\" ? try escape(inClass: true) : [end.value...end.value]
            guard let first = low.single, let last = high.single, first <= last else {
                throw failure("a range of characters ends before it begins")
            }
            ranges.append(first...last)
        }
        guard take("]") else { throw failure("a [ has no ]") }
        // Beyond ASCII, programs differ in what \w and the like are: their opposites stay within it.
        return isOpposite ? Self.opposite(of: ranges) : ranges
    }

    private mutating func escape(inClass: Bool) throws(Failure) -> [ClosedRange<UInt32>] {
        guard let next = peek else { throw failure("a \\ stands at its end") }
        position += 1
        switch next {
        case "d": return Self.figures
        case "w": return Self.wordCharacters
        case "s": return Self.blanks
        case "D" where !inClass: return Self.opposite(of: Self.figures, upTo: 0x7E)
        case "W" where !inClass: return Self.opposite(of: Self.wordCharacters, upTo: 0x7E)
        case "S" where !inClass: return Self.opposite(of: Self.blanks, upTo: 0x7E)
        case "n": return [0x0A...0x0A]
        case "r": return [0x0D...0x0D]
        case "t": return [0x09...0x09]
        case "f": return [0x0C...0x0C]
        case "v": return [0x0B...0x0B]
        case "u": return try code(digits: 4)
        case "x": return try code(digits: 2)
        default:
            if next.properties.isAlphabetic || next.properties.numericType != nil {
                throw failure("\\\(next) is not supported")
            }
            return [next.value...next.value]
        }
    }

    private mutating func code(digits: Int) throws(Failure) -> [ClosedRange<UInt32>] {
        let end = min(scalars.count, position + digits)
        let text = String(String.UnicodeScalarView(scalars[position..<end]))
        guard text.unicodeScalars.count == digits, text.allSatisfy(\.isHexDigit), let code = UInt32(text, radix: 16),
            Unicode.Scalar(code) != nil
        else { throw failure("an escape needs \(digits) hexadecimal digits of a character") }
        position = end
        return [code...code]
    }

    private static let figures: [ClosedRange<UInt32>] = [0x30...0x39]
    private static let wordCharacters: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    private static let blanks: [ClosedRange<UInt32>] = [0x09...0x0D, 0x20...0x20]

    /// All other characters from the blank on that can be printed, up to a code point.
    private static func opposite(
        of ranges: [ClosedRange<UInt32>], upTo end: UInt32 = last
    ) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0x20
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...min(end, range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
            if next > end { return result }
        }
        return result + [next...end]
    }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    private func failure(_ problem: String) -> Failure { Failure(problem: problem) }
}

extension [ClosedRange<UInt32>] {
    /// The one character that there is.
    fileprivate var single: UInt32? { count == 1 && self[0].count == 1 ? self[0].lowerBound : nil }
}
