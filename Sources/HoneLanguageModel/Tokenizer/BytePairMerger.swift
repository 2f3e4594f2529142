/// Merges the symbols of one word into tokens (byte-pair encoding, Sennrich et al. 2016): as long as some neighbours
/// form a known pair, the pair of the best rank, leftmost first, becomes one token.
///
/// Short words look for the best pair by going through all of them, which beats any cleverness; long ones keep a linked
/// list of symbols and a heap of pairs, O(n log n), so that a megabyte without a blank is no way to stall. Reuse one
/// merger for many words: it keeps its buffers.
struct BytePairMerger {
    private struct Symbol {
        var token: Int32
        var previous: Int32
        var next: Int32
    }

    private struct Candidate {
        let merge: MergeTable.Merge
        let left: Int32
        let leftToken: Int32
        let rightToken: Int32

        @inline(__always)
        static func < (a: Candidate, b: Candidate) -> Bool {
            let (rankA, rankB) = (a.merge >> 32, b.merge >> 32)
            return rankA != rankB ? rankA < rankB : a.left < b.left
        }
    }

    /// Most symbols of a short word.
    private static let shortWord = 40

    private let merges: MergeTable
    private var symbols: [Symbol] = []
    private var heap: [Candidate] = []
    private var pairs = [MergeTable.Merge](repeating: MergeTable.none, count: shortWord)

    init(merges: MergeTable) { self.merges = merges }

    /// Merges within `tokens`.
    mutating func merge(_ tokens: inout [Int32]) {
        if tokens.count < 2 { return }
        if tokens.count <= Self.shortWord { mergeShort(&tokens) } else { mergeLong(&tokens) }
    }

    private mutating func mergeShort(_ word: inout [Int32]) {
        let count = pairs.withUnsafeMutableBufferPointer { pairs in
            word.withUnsafeMutableBufferPointer { tokens in
                var last = tokens.count - 1
                for left in 0..<last { pairs[left] = merges.merge(tokens[left], tokens[left + 1]) }
                while last > 0 {
                    var best = 0
                    // Ranks alone: of equal ones the leftmost goes first.
                    var left = 1
                    while left < last {
                        if pairs[left] >> 32 < pairs[best] >> 32 { best = left }
                        left += 1
                    }
                    guard pairs[best] != MergeTable.none else { break }
                    tokens[best] = MergeTable.token(of: pairs[best])
                    var position = best + 1
                    while position < last {
                        tokens[position] = tokens[position + 1]
                        if position + 1 < last { pairs[position] = pairs[position + 1] }
                        position += 1
                    }
                    last -= 1
                    if best > 0 { pairs[best - 1] = merges.merge(tokens[best - 1], tokens[best]) }
                    if best < last { pairs[best] = merges.merge(tokens[best], tokens[best + 1]) }
                }
                return last + 1
            }
        }
        word.removeLast(word.count - count)
    }

    private mutating func mergeLong(_ word: inout [Int32]) {
        symbols.removeAll(keepingCapacity: true)
        heap.removeAll(keepingCapacity: true)
        for (index, token) in word.enumerated() {
            symbols.append(Symbol(token: token, previous: Int32(index) - 1, next: Int32(index) + 1))
        }
        symbols[symbols.count - 1].next = -1
        for left in 0..<(symbols.count - 1) { consider(Int32(left)) }
        while let best = pop() { merge(best) }
        word.removeAll(keepingCapacity: true)
        var index: Int32 = 0
        while index >= 0 {
            let symbol = symbols[Int(index)]
            word.append(symbol.token)
            index = symbol.next
        }
    }

    /// Queues the pair that begins at `left`, if it is a known one.
    private mutating func consider(_ left: Int32) {
        let symbol = symbols[Int(left)]
        guard symbol.next >= 0 else { return }
        let right = symbols[Int(symbol.next)].token
        let merge = merges.merge(symbol.token, right)
        guard merge != MergeTable.none else { return }
        push(Candidate(merge: merge, left: left, leftToken: symbol.token, rightToken: right))
    }

    /// Carries out a merge unless an earlier one took part of the pair. A symbol that was swallowed has token -1.
    private mutating func merge(_ candidate: Candidate) {
        let left = Int(candidate.left)
        guard symbols[left].token == candidate.leftToken, symbols[left].next >= 0 else { return }
        let right = Int(symbols[left].next)
        guard symbols[right].token == candidate.rightToken else { return }
        symbols[left].token = MergeTable.token(of: candidate.merge)
        symbols[left].next = symbols[right].next
        symbols[right].token = -1
        if symbols[right].next >= 0 { symbols[Int(symbols[right].next)].previous = candidate.left }
        if symbols[left].previous >= 0 { consider(symbols[left].previous) }
        consider(candidate.left)
    }

    private mutating func push(_ candidate: Candidate) {
        heap.append(candidate)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard candidate < heap[parent] else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = candidate
    }

    private mutating func pop() -> Candidate? {
        guard let best = heap.first, let moved = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return best }
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < moved else { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = moved
        return best
    }
}
