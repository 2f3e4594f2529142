import Synchronization

/// The texts of a term, read byte by byte. States are worked out when they are first reached and kept.
final class TermAutomaton: ByteAutomaton {
    private struct Tables {
        var terms: ByteTerms
        /// The terms whose texts together may follow, ascending.
        var states: [[Term]] = []
        var numbers: [[Term]: Int] = [:]
        /// For each state the next one after every byte, `unknown` until it is asked for, `none` where nothing follows.
        var next: [[Int32]] = []

        static let unknown: Int32 = -2
        static let none: Int32 = -1

        mutating func number(of state: [Term]) -> Int {
            if let number = numbers[state] { return number }
            let number = states.count
            states.append(state)
            numbers[state] = number
            next.append([Int32](repeating: Self.unknown, count: 256))
            return number
        }

        mutating func state(after number: Int, _ byte: UInt8) -> Int? {
            let known = next[number][Int(byte)]
            if known != Self.unknown { return known == Self.none ? nil : Int(known) }
            let following = terms.derive(states[number], by: byte)
            let result = following.isEmpty ? nil : self.number(of: following)
            next[number][Int(byte)] = result.map { Int32($0) } ?? Self.none
            return result
        }
    }

    let start: Int
    let farthestEnd: Int
    private let tables: Mutex<Tables>

    init(_ term: Term, of terms: ByteTerms) {
        var tables = Tables(terms: terms)
        start = tables.number(of: [term])
        farthestEnd = terms.farthest(term)
        self.tables = Mutex(tables)
    }

    func state(after state: Int, _ byte: UInt8) -> Int? { tables.withLock { $0.state(after: state, byte) } }

    func mayEnd(in state: Int) -> Bool {
        tables.withLock { tables in tables.states[state].contains(where: tables.terms.isNullable) }
    }

    func shortestEnd(from state: Int) -> Int {
        tables.withLock { tables in tables.states[state].map(tables.terms.shortest).min() ?? 0 }
    }
}
