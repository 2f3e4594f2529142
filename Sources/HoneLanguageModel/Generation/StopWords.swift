/// Holds text back as long as it may be the beginning of a stop word, so that none is ever given out in part.
struct StopWords: Sendable {
    private let words: [[UInt8]]
    private var held: [UInt8] = []
    /// The word that ended the text.
    private(set) var found: String?

    /// Empty words are left out.
    init(_ words: [String]) { self.words = words.filter { !$0.isEmpty }.map { Array($0.utf8) } }

    /// The text that is safe to give out now that `text` has come. After a word is found, always empty.
    mutating func append(_ text: String) -> String {
        guard found == nil else { return "" }
        if words.isEmpty { return text }
        held.append(contentsOf: text.utf8)
        // The word that begins first; of those that begin together, the longest.
        var first: (start: Int, word: [UInt8])?
        for word in words {
            guard let start = Self.position(of: word, in: held) else { continue }
            if let best = first, (best.start, -best.word.count) <= (start, -word.count) { continue }
            first = (start, word)
        }
        if let first {
            found = String(decoding: first.word, as: UTF8.self)
            let safe = String(decoding: held[..<first.start], as: UTF8.self)
            held = []
            return safe
        }
        let safe = held.count - longestBeginning()
        defer { held.removeFirst(safe) }
        return String(decoding: held[..<safe], as: UTF8.self)
    }

    /// What was held back in vain.
    mutating func finish() -> String {
        defer { held = [] }
        return String(decoding: held, as: UTF8.self)
    }

    private static func position(of word: [UInt8], in text: [UInt8]) -> Int? {
        guard text.count >= word.count else { return nil }
        return (0...(text.count - word.count)).first { start in text[start...].starts(with: word) }
    }

    /// Length of the longest end of `held` that is the beginning of a word.
    private func longestBeginning() -> Int {
        var longest = 0
        for word in words {
            let most = min(word.count - 1, held.count)
            for length in stride(from: most, to: longest, by: -1)
            where held.suffix(length).elementsEqual(word[..<length]) {
                longest = length
                break
            }
        }
        return longest
    }
}
