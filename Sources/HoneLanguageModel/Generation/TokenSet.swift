/// A set of a vocabulary's tokens, one bit each.
package struct TokenSet: Sendable, Hashable {
    private var words: [UInt64]
    /// Tokens that it may hold: `0..<vocabularySize`.
    package let vocabularySize: Int

    /// The empty set.
    package init(vocabularySize: Int) {
        self.vocabularySize = vocabularySize
        words = [UInt64](repeating: 0, count: (vocabularySize + 63) / 64)
    }

    /// Numbers outside the vocabulary are left out.
    package init(_ tokens: some Sequence<Int>, vocabularySize: Int) {
        self.init(vocabularySize: vocabularySize)
        for token in tokens { insert(token) }
    }

    package mutating func insert(_ token: Int) {
        guard token >= 0, token < vocabularySize else { return }
        words[token >> 6] |= 1 << UInt64(token & 63)
    }

    package mutating func remove(_ token: Int) {
        guard token >= 0, token < vocabularySize else { return }
        words[token >> 6] &= ~(1 << UInt64(token & 63))
    }

    package func contains(_ token: Int) -> Bool {
        token >= 0 && token < vocabularySize && words[token >> 6] & 1 << UInt64(token & 63) != 0
    }

    package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
    package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// Ascending.
    package var tokens: [Int] {
        var tokens: [Int] = []
        for (index, word) in words.enumerated() where word != 0 {
            var left = word
            while left != 0 {
                tokens.append(index << 6 | left.trailingZeroBitCount)
                left &= left - 1
            }
        }
        return tokens
    }
}
