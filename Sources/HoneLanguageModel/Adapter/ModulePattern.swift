/// A regular expression that names modules, as `target_modules` and `alpha_pattern` of PEFT's configuration hold them.
///
/// Expressions come with files from strangers, so they run on a Thompson automaton: the time is bounded by states times
/// length, whatever the expression (Thompson 1968, doi 10.1145/363347.363387). Known are characters, `.`, classes,
/// `\d`, `\w`, groups, `|`, `* + ? {m,n}`, `^` and `$`; anything else, such as looking ahead, is refused.
package struct ModulePattern: Sendable {
    /// What an expression uses that is not known here.
    package struct Unsupported: Error {
        let problem: String
    }

    indirect enum Node {
        case bytes(ByteSet)
        case start, end
        case sequence([Node])
        case choice([Node])
        /// `most` nil: without limit.
        case repeated(Node, least: Int, most: Int?)
    }

    /// A set of ASCII characters; bytes beyond ASCII are members of inverted sets only.
    struct ByteSet: Sendable {
        private var members = [Bool](repeating: false, count: 256)

        mutating func insert(_ range: ClosedRange<UInt8>) { for byte in range { members[Int(byte)] = true } }
        mutating func formUnion(_ other: ByteSet) {
            for byte in 0..<256 where other.members[byte] { members[byte] = true }
        }
        mutating func invert() { for byte in 0..<256 { members[byte].toggle() } }
        func contains(_ byte: UInt8) -> Bool { members[Int(byte)] }
    }

    private enum Instruction {
        case byte(ByteSet)
        case split(Int, Int)
        case jump(Int)
        case start, end, accept
    }

    private var program: [Instruction] = []

    private var compiled = 0

    /// Larger automata come from counted repetitions within each other, which no name of a module needs.
    private static let largestSize = 10_000

    package init(_ pattern: String) throws(Unsupported) {
        var parser = ModulePatternParser(pattern)
        try compile(try parser.parse())
        program.append(.accept)
    }

    /// Whether all of `name` matches (Python's `re.fullmatch`).
    package func matches(_ name: String) -> Bool { run(Array(name.utf8), starts: [0]) }

    /// Whether the end of `name` matches, from its beginning or from behind a full stop (`(.*\.)?(pattern)$`).
    package func matchesEnd(of name: String) -> Bool {
        let bytes = Array(name.utf8)
        return run(bytes, starts: [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: ".") }.map { $0 + 1 })
    }

    private mutating func compile(_ node: Node) throws(Unsupported) {
        // Nodes that add no instruction count, too: empty groups can be repeated within each other.
        compiled += 1
        guard compiled < Self.largestSize else { throw Unsupported(problem: "is too large") }
        switch node {
        case .bytes(let set): program.append(.byte(set))
        case .start: program.append(.start)
        case .end: program.append(.end)
        case .sequence(let nodes): for node in nodes { try compile(node) }
        case .choice(let nodes):
            var jumps: [Int] = []
            for (index, node) in nodes.enumerated() {
                guard index < nodes.count - 1 else {
                    try compile(node)
                    break
                }
                let split = program.count
                program.append(.split(split + 1, 0))
                try compile(node)
                jumps.append(program.count)
                program.append(.jump(0))
                program[split] = .split(split + 1, program.count)
            }
            for jump in jumps { program[jump] = .jump(program.count) }
        case .repeated(let node, let least, let most):
            for _ in 0..<least { try compile(node) }
            guard let most else {
                let split = program.count
                program.append(.split(split + 1, 0))
                try compile(node)
                program.append(.jump(split))
                program[split] = .split(split + 1, program.count)
                return
            }
            var splits: [Int] = []
            for _ in least..<most {
                splits.append(program.count)
                program.append(.split(program.count + 1, 0))
                try compile(node)
            }
            for split in splits { program[split] = .split(split + 1, program.count) }
        }
    }

    private func run(_ text: [UInt8], starts: [Int]) -> Bool {
        var active: [Int] = []
        var isActive = [Bool](repeating: false, count: program.count)
        for position in 0...text.count {
            var pending = active
            if starts.contains(position) { pending.append(0) }
            isActive = [Bool](repeating: false, count: program.count)
            active = []
            while let state = pending.popLast() {
                guard !isActive[state] else { continue }
                isActive[state] = true
                switch program[state] {
                case .byte: active.append(state)
                case .split(let first, let second): pending += [second, first]
                case .jump(let target): pending.append(target)
                case .start: if position == 0 { pending.append(state + 1) }
                case .end: if position == text.count { pending.append(state + 1) }
                case .accept: if position == text.count { return true }
                }
            }
            guard position < text.count else { return false }
            active = active.compactMap { state in
                if case .byte(let set) = program[state], set.contains(text[position]) { state + 1 } else { nil }
            }
        }
        return false
    }
}
