/// Reads the text of a `ModulePattern` by recursive descent.
struct ModulePatternParser {
    private typealias Node = ModulePattern.Node
    private typealias Unsupported = ModulePattern.Unsupported

    private let text: [UInt8]
    private var position = 0
    private var depth = 0

    /// Groups within groups; deeper ones could exhaust the stack.
    private static let deepestNesting = 50
    /// Bytes of an expression, and the largest number in `{m,n}`.
    private static let longest = 4000
    private static let mostRepetitions = 1000

    init(_ pattern: String) { text = Array(pattern.utf8) }

    mutating func parse() throws(ModulePattern.Unsupported) -> ModulePattern.Node {
        guard text.count <= Self.longest else { throw Unsupported(problem: "is longer than \(Self.longest) bytes") }
        let node = try choice()
        guard position == text.count else { throw Unsupported(problem: "closes a group that was not opened") }
        return node
    }

    private var next: UInt8? { position < text.count ? text[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func choice() throws(ModulePattern.Unsupported) -> ModulePattern.Node {
        var alternatives = [try sequence()]
        while take("|") { alternatives.append(try sequence()) }
        return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func sequence() throws(ModulePattern.Unsupported) -> ModulePattern.Node {
        var nodes: [Node] = []
        while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            nodes.append(try repetition(of: try atom()))
        }
        return .sequence(nodes)
    }

    private mutating func atom() throws(ModulePattern.Unsupported) -> ModulePattern.Node {
        let byte = text[position]
        position += 1
        var set = ModulePattern.ByteSet()
        switch byte {
        case UInt8(ascii: "("): return try group()
        case UInt8(ascii: "["): return .bytes(try characterClass())
        case UInt8(ascii: "^"): return .start
        case UInt8(ascii: "$"): return .end
        case UInt8(ascii: "\\"): return .bytes(try escape())
        case UInt8(ascii: "."): set.insert(0...255)
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
            throw Unsupported(problem: "repeats nothing")
        default: set.insert(byte...byte)
        }
        return .bytes(set)
    }

    private mutating func group() throws(ModulePattern.Unsupported) -> ModulePattern.Node {
        depth += 1
        guard depth <= Self.deepestNesting else { throw Unsupported(problem: "is nested too deep") }
        if take("?"), !take(":") {
            throw Unsupported(problem: "uses a group with '(?', of which only '(?:' is known")
        }
        let node = try choice()
        guard take(")") else { throw Unsupported(problem: "leaves a group open") }
        depth -= 1
        return node
    }

    private mutating func escape() throws(ModulePattern.Unsupported) -> ModulePattern.ByteSet {
        guard let byte = next else { throw Unsupported(problem: "ends with a backslash") }
        position += 1
        var set = ModulePattern.ByteSet()
        switch byte {
        case UInt8(ascii: "d"): set.insert(UInt8(ascii: "0")...UInt8(ascii: "9"))
        case UInt8(ascii: "w"):
            set.insert(UInt8(ascii: "0")...UInt8(ascii: "9"))
            set.insert(UInt8(ascii: "a")...UInt8(ascii: "z"))
            set.insert(UInt8(ascii: "A")...UInt8(ascii: "Z"))
            set.insert(UInt8(ascii: "_")...UInt8(ascii: "_"))
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            throw Unsupported(problem: "uses '\\\(Unicode.Scalar(byte))', which is not known")
        default: set.insert(byte...byte)
        }
        return set
    }

    private mutating func characterClass() throws(ModulePattern.Unsupported) -> ModulePattern.ByteSet {
        var set = ModulePattern.ByteSet()
        let isInverted = take("^")
        var isFirst = true
        while true {
            guard let byte = next else { throw Unsupported(problem: "leaves a class open") }
            position += 1
            if byte == UInt8(ascii: "]"), !isFirst { break }
            isFirst = false
            if byte == UInt8(ascii: "\\") {
                set.formUnion(try escape())
                continue
            }
            // A dash between two characters makes a range; before the end it stands for itself.
            guard next == UInt8(ascii: "-"), position + 1 < text.count, text[position + 1] != UInt8(ascii: "]") else {
                set.insert(byte...byte)
                continue
            }
            let last = text[position + 1]
            guard last >= byte, last != UInt8(ascii: "\\") else { throw Unsupported(problem: "has a range backwards") }
            set.insert(byte...last)
            position += 2
        }
        if isInverted { set.invert() }
        return set
    }

    private mutating func repetition(of node: ModulePattern.Node) throws(ModulePattern.Unsupported)
        -> ModulePattern.Node
    {
        let result: Node
        if take("*") {
            result = .repeated(node, least: 0, most: nil)
        } else if take("+") {
            result = .repeated(node, least: 1, most: nil)
        } else if take("?") {
            result = .repeated(node, least: 0, most: 1)
        } else if take("{") {
            result = try counted(node)
        } else {
            return node
        }
        // `*?` takes as little as it can: the same names match.
        _ = take("?")
        return result
    }

    /// `{m}`, `{m,}`, `{,n}` or `{m,n}`, behind the opening brace.
    private mutating func counted(_ node: ModulePattern.Node) throws(ModulePattern.Unsupported) -> ModulePattern.Node {
        let least = try number() ?? 0
        var most: Int? = least
        if take(",") { most = try number() }
        guard take("}"), most.map({ $0 >= least }) ?? true else {
            throw Unsupported(problem: "has a wrong count in {}")
        }
        return .repeated(node, least: least, most: most)
    }

    private mutating func number() throws(ModulePattern.Unsupported) -> Int? {
        var value: Int?
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            let total = (value ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
            guard total <= Self.mostRepetitions else {
                throw Unsupported(problem: "repeats more than \(Self.mostRepetitions) times")
            }
            value = total
            position += 1
        }
        return value
    }
}
