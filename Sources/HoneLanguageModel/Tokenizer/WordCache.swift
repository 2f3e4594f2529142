import Synchronization

/// Tokens of words that were merged before: headers and configurations repeat the same few thousand words.
///
/// Shared by all copies of a `Tokenizer` and safe to use from many threads; a caller holds it for one text.
final class WordCache: Sendable {
    /// Longer words are rare and cost more to keep than to merge again.
    static let longestWord = 48
    /// Some megabytes at most. When full it starts afresh, which costs a text or two.
    static let capacity = 1 << 16

    struct Contents {
        var tokens: [[UInt8]: [Int]] = [:]
        var merger: BytePairMerger

        /// Appends the tokens of `word` to `output`.
        mutating func encode(_ word: Slice<UnsafeBufferPointer<UInt8>>, into output: inout [Int]) {
            guard word.count <= WordCache.longestWord else { return merger.encode(word, into: &output) }
            let key = Array(word)
            if let known = tokens[key] {
                output.append(contentsOf: known)
                return
            }
            let first = output.count
            merger.encode(word, into: &output)
            if tokens.count >= WordCache.capacity { tokens.removeAll(keepingCapacity: true) }
            tokens[key] = Array(output[first...])
        }
    }

    private let contents: Mutex<Contents>

    init(vocabulary: Vocabulary) { contents = Mutex(Contents(merger: BytePairMerger(vocabulary: vocabulary))) }

    func withContents<Result: Sendable>(_ body: (inout Contents) -> Result) -> Result {
        contents.withLock { contents in body(&contents) }
    }
}
