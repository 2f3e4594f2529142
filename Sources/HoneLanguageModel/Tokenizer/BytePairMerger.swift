/// Merges the bytes of one word into tokens (byte-pair encoding, Sennrich et al. 2016): as long as some neighbours
/// form a known pair, the pair of the best rank, leftmost first, becomes one token.
///
/// A linked list of symbols and a heap of pairs make it O(n log n) in the word's length, so that a megabyte without a
/// blank is no way to stall. Reuse one merger for many words: it keeps its buffers.
struct BytePairMerger {
    private struct Symbol {
        var token: Int32
        var previous: Int32
        var next: Int32
    }

    private struct Candidate {
        let rank: Int32
        let left: Int32
        let leftToken: Int32
        let rightToken: Int32
        let merged: Int32

        @inline(__always)
        static func < (a: Candidate, b: Candidate) -> Bool { a.rank != b.rank ? a.rank < b.rank : a.left < b.left }
    }

    private let vocabulary: Vocabulary
    private var symbols: [Symbol] = []
    private var heap: [Candidate] = []

    init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    /// Appends the tokens of `word` to `output`.
    mutating func encode(_ word: Slice<UnsafeBufferPointer<UInt8>>, into output: inout [Int]) {
        symbols.removeAll(keepingCapacity: true)
        heap.removeAll(keepingCapacity: true)
        for byte in word {
            let token = vocabulary.byteTokens[Int(byte)]
            guard token >= 0 else { continue }
            let index = Int32(symbols.count)
            symbols.append(Symbol(token: token, previous: index - 1, next: index + 1))
        }
        guard !symbols.isEmpty else { return }
        symbols[symbols.count - 1].next = -1
        for left in 0..<(symbols.count - 1) { consider(Int32(left)) }
        while let best = pop() { merge(best) }
        var index: Int32 = 0
        while index >= 0 {
            let symbol = symbols[Int(index)]
            output.append(Int(symbol.token))
            index = symbol.next
        }
    }

    /// Queues the pair that begins at `left`, if it is a known one.
    private mutating func consider(_ left: Int32) {
        let symbol = symbols[Int(left)]
        guard symbol.next >= 0 else { return }
        let right = symbols[Int(symbol.next)].token
        guard let merge = vocabulary.merges[Vocabulary.pair(symbol.token, right)] else { return }
        push(
            Candidate(
                rank: merge.rank, left: left, leftToken: symbol.token, rightToken: right, merged: merge.token))
    }

    /// Carries out a merge unless an earlier one took part of the pair. A symbol that was swallowed has token -1.
    private mutating func merge(_ candidate: Candidate) {
        let left = Int(candidate.left)
        guard symbols[left].token == candidate.leftToken, symbols[left].next >= 0 else { return }
        let right = Int(symbols[left].next)
        guard symbols[right].token == candidate.rightToken else { return }
        symbols[left].token = candidate.merged
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
