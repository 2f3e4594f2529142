import Synchronization

extension TokenConstraint {
    /// Answers whose text an automaton accepts, written with a tokenizer's tokens that are not special. While enough tokens
    /// are left for the shortest answer, byte by byte, the answer ends as the automaton wants it.
    package static func matching<Automaton: ByteAutomaton>(
        _ automaton: Automaton, tokenizer: Tokenizer
    ) -> TokenConstraint {
        let allowances = AutomatonAllowances(automaton, VocabularyTree(tokenizer))
        return TokenConstraint { answer, tokensLeft in
            allowances.allowance(after: answer, tokensLeft: tokensLeft)
        }
    }

    /// One of these texts.
    package static func choice(of choices: [String], tokenizer: Tokenizer) -> TokenConstraint {
        matching(ChoiceAutomaton(choices), tokenizer: tokenizer)
    }

    /// A whole number of so many digits.
    package static func digits(_ counts: ClosedRange<Int>, tokenizer: Tokenizer) -> TokenConstraint {
        matching(DigitsAutomaton(counts), tokenizer: tokenizer)
    }
}

/// The allowances of an automaton's states for one vocabulary, worked out once each.
private final class AutomatonAllowances<Automaton: ByteAutomaton>: Sendable {
    /// A hundred states of a large vocabulary take some 2 MB.
    private static var mostStates: Int { 128 }

    private struct Key: Hashable {
        let state: Automaton.State
        let isFirst: Bool
        /// Bytes that may be missing to an end behind the next token; nil: any number.
        let limit: Int?
    }

    private let automaton: Automaton
    private let tree: VocabularyTree
    private let known = Mutex<[Key: TokenConstraint.Allowance]>([:])

    init(_ automaton: Automaton, _ tree: VocabularyTree) {
        self.automaton = automaton
        self.tree = tree
    }

    func allowance(after answer: [Int], tokensLeft: Int) -> TokenConstraint.Allowance {
        var state = automaton.start
        for (index, token) in answer.enumerated() {
            for byte in tree.content(of: token, isFirst: index == 0) {
                guard let next = automaton.state(after: state, byte) else {
                    return TokenConstraint.Allowance(
                        tokens: TokenSet(vocabularySize: tree.vocabularySize), mayEnd: false)
                }
                state = next
            }
        }
        let limit = tokensLeft > automaton.farthestEnd ? nil : max(0, tokensLeft - 1)
        let key = Key(state: state, isFirst: answer.isEmpty, limit: limit)
        if let allowance = known.withLock({ $0[key] }) { return allowance }
        let allowance = TokenConstraint.Allowance(
            tokens: tree.tokens(automaton, from: state, isFirst: answer.isEmpty, endingWithin: limit),
            mayEnd: automaton.mayEnd(in: state))
        known.withLock { known in
            if known.count >= Self.mostStates { known.removeAll() }
            known[key] = allowance
        }
        return allowance
    }
}

/// A vocabulary's texts in order, so that tokens that begin alike are followed through an automaton together.
struct VocabularyTree: Sendable {
    private struct Entry {
        let token: Int
        /// Bytes shared with the entry before.
        let shared: Int
        let content: [UInt8]
    }

    let vocabularySize: Int
    private let tokenizer: Tokenizer
    private let entries: [Entry]
    /// As an answer's first token, where the tokenizer drops a leading blank there.
    private let firstEntries: [Entry]?

    init(_ tokenizer: Tokenizer) {
        self.tokenizer = tokenizer
        vocabularySize = tokenizer.vocabularySize
        entries = Self.entries(tokenizer, isFirst: false)
        firstEntries = tokenizer.rules.leadingBlank != .kept ? Self.entries(tokenizer, isFirst: true) : nil
    }

    private static func entries(_ tokenizer: Tokenizer, isFirst: Bool) -> [Entry] {
        let texts = (0..<tokenizer.vocabularySize).lazy
            .filter { !tokenizer.isSpecial($0) }
            .map { (token: $0, content: Array(tokenizer.content(of: $0, isFirst: isFirst))) }
            .filter { !$0.content.isEmpty }
            .sorted { a, b in
                a.content.lexicographicallyPrecedes(b.content)
                    || !b.content.lexicographicallyPrecedes(a.content) && a.token < b.token
            }
        var previous: [UInt8] = []
        return texts.map { text in
            let shared = zip(previous, text.content).prefix { $0 == $1 }.count
            previous = text.content
            return Entry(token: text.token, shared: shared, content: text.content)
        }
    }

    func content(of token: Int, isFirst: Bool) -> ArraySlice<UInt8> { tokenizer.content(of: token, isFirst: isFirst) }

    /// The tokens whose whole text the automaton takes from that state.
    ///
    /// - Parameter limit: bytes that may be missing to an end behind the token; any number if nil.
    func tokens<Automaton: ByteAutomaton>(
        _ automaton: Automaton, from start: Automaton.State, isFirst: Bool, endingWithin limit: Int?
    ) -> TokenSet {
        var allowed = TokenSet(vocabularySize: vocabularySize)
        // States after 0, 1, 2, ... bytes of the entry at hand; fewer where the automaton refused.
        var states = [start]
        for entry in isFirst ? firstEntries ?? entries : entries {
            // Refused within what it shares with the entry before.
            if states.count <= entry.shared { continue }
            states.removeLast(states.count - entry.shared - 1)
            while states.count <= entry.content.count,
                let next = automaton.state(after: states[states.count - 1], entry.content[states.count - 1])
            {
                states.append(next)
            }
            guard states.count > entry.content.count, let state = states.last else { continue }
            if let limit, automaton.shortestEnd(from: state) > limit { continue }
            allowed.insert(entry.token)
        }
        return allowed
    }
}
