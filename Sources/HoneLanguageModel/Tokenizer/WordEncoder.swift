import Synchronization

/// Turns words into tokens, with what it needs beside the vocabulary: buffers and a cache. Belongs to one text at a time.
struct WordEncoder {
    private let vocabulary: Vocabulary
    private var merger: BytePairMerger
    private var cache = WordCache()
    private var symbols: [Int32] = []

    init(vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        merger = BytePairMerger(merges: vocabulary.merges)
    }

    /// Appends the tokens of one word to `output`.
    @inline(__always)
    mutating func encode(_ word: UnsafePointer<UInt8>, _ count: Int, into output: inout [Int]) {
        guard count <= WordCache.longestWord else {
            merge(word, count)
            for token in symbols { output.append(Int(token)) }
            return
        }
        let hash = cache.hash(word, count)
        if cache.append(word, count, hash: hash, to: &output) { return }
        encodeNew(word, count, hash, into: &output)
    }

    @inline(never)
    private mutating func encodeNew(
        _ word: UnsafePointer<UInt8>, _ count: Int, _ hash: UInt64, into output: inout [Int]
    ) {
        merge(word, count)
        for token in symbols { output.append(Int(token)) }
        cache.insert(word, count, hash: hash, tokens: symbols)
    }

    /// Leaves the word's tokens in `symbols`.
    private mutating func merge(_ word: UnsafePointer<UInt8>, _ count: Int) {
        symbols.removeAll(keepingCapacity: true)
        if vocabulary.wordsBeforeMerges, let token = vocabulary.wholeWord(word, count) {
            symbols.append(token)
            return
        }
        vocabulary.symbols.append(word, count, to: &symbols)
        merger.merge(&symbols)
    }
}

/// Encoders that wait for a text, shared by all copies of a `Tokenizer`: as many as there were texts at once, each with
/// what it has learnt.
final class WordEncoders: Sendable {
    private static let mostIdle = 8

    private let vocabulary: Vocabulary
    private let idle = Mutex<[WordEncoder]>([])

    init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    func withEncoder<Result>(_ body: (inout WordEncoder) -> Result) -> Result {
        var encoder = idle.withLock { $0.popLast() } ?? WordEncoder(vocabulary: vocabulary)
        let result = body(&encoder)
        idle.withLock { if $0.count < Self.mostIdle { $0.append(encoder) } }
        return result
    }
}
