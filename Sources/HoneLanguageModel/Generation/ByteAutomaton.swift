/// A language of texts read byte by byte, with finitely many states in practice: from it `TokenConstraint.matching`
/// works out which tokens may follow, for any vocabulary, however tokens cut the text.
package protocol ByteAutomaton: Sendable {
    associatedtype State: Hashable, Sendable

    var start: State { get }

    /// The state after one more byte; nil if no text of the language goes on like this.
    func state(after state: State, _ byte: UInt8) -> State?

    /// Whether a text that led here belongs to the language.
    func mayEnd(in state: State) -> Bool

    /// Bytes that are missing to the nearest end.
    func shortestEnd(from state: State) -> Int

    /// The most that `shortestEnd` can be, in whatever state.
    var farthestEnd: Int { get }
}

/// A fixed list of texts.
package struct ChoiceAutomaton: ByteAutomaton {
    private struct Node {
        var next: [UInt8: Int] = [:]
        var mayEnd = false
        var shortestEnd = Int.max
    }
    private let nodes: [Node]
    package let farthestEnd: Int

    package init(_ choices: [String]) {
        var nodes = [Node()]
        for choice in choices {
            var node = 0
            for byte in choice.utf8 {
                if let next = nodes[node].next[byte] {
                    node = next
                } else {
                    nodes[node].next[byte] = nodes.count
                    node = nodes.count
                    nodes.append(Node())
                }
            }
            nodes[node].mayEnd = true
        }
        // Nodes stand behind those that lead to them.
        for node in nodes.indices.reversed() {
            let next = nodes[node].next.values.map { nodes[$0].shortestEnd }.min()
            nodes[node].shortestEnd = nodes[node].mayEnd ? 0 : next.map { $0 + 1 } ?? .max
        }
        self.nodes = nodes
        farthestEnd = nodes.map(\.shortestEnd).max() ?? 0
    }

    package var start: Int { 0 }
    package func state(after state: Int, _ byte: UInt8) -> Int? { nodes[state].next[byte] }
    package func mayEnd(in state: Int) -> Bool { nodes[state].mayEnd }
    package func shortestEnd(from state: Int) -> Int { nodes[state].shortestEnd }
}

/// Whole numbers of so many ASCII digits, leading zeros included.
package struct DigitsAutomaton: ByteAutomaton {
    private let counts: ClosedRange<Int>

    /// - Parameter counts: fewest and most digits.
    package init(_ counts: ClosedRange<Int>) { self.counts = counts }

    package var start: Int { 0 }
    package func state(after state: Int, _ byte: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) && state < counts.upperBound ? state + 1 : nil
    }
    package func mayEnd(in state: Int) -> Bool { counts.contains(state) }
    package func shortestEnd(from state: Int) -> Int { max(0, counts.lowerBound - state) }
    package var farthestEnd: Int { counts.lowerBound }
}
