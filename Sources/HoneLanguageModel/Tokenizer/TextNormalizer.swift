import Foundation

/// What is done to a text before it is cut, in order.
struct TextNormalizer: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        /// Unicode's canonical composition.
        case canonicalComposition
        /// Puts something before a text that is not empty.
        case prepend([UInt8])
        /// Replaces every occurrence; the first is not empty.
        case replace([UInt8], with: [UInt8])
        /// Puts a mark before the text unless it begins with one; `onlyFirst`: only before the text's first piece.
        case mark([UInt8], onlyFirst: Bool)
    }

    var steps: [Step] = []

    /// SentencePiece's mark of a blank.
    static let mark: [UInt8] = Array("\u{2581}".utf8)

    /// Llama 2's: a mark in front, and a mark for every blank.
    static let sentencePiece = TextNormalizer(steps: [
        .prepend(mark), .replace([UInt8(ascii: " ")], with: mark),
    ])

    static let sentencePieceWithoutBlank = TextNormalizer(steps: [.replace([UInt8(ascii: " ")], with: mark)])

    /// The text after all steps.
    ///
    /// - Parameter isFirst: whether this is the beginning of the whole text, not what follows a special token.
    func apply(_ text: UnsafeBufferPointer<UInt8>, isFirst: Bool) -> [UInt8] {
        var result = Array(text)
        for step in steps {
            switch step {
            case .canonicalComposition: result = CanonicalComposition.apply(result)
            case .prepend(let prefix): if !result.isEmpty { result.insert(contentsOf: prefix, at: 0) }
            case .replace(let pattern, let replacement): result = Self.replace(pattern, with: replacement, in: result)
            case .mark(let mark, let onlyFirst):
                if !result.isEmpty, isFirst || !onlyFirst, !result.starts(with: mark) {
                    result.insert(contentsOf: mark, at: 0)
                }
            }
        }
        return result
    }

    /// Whether `apply` would give the text back.
    func changesNothing(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        steps.allSatisfy { step in
            if case .canonicalComposition = step { CanonicalComposition.isQuick(text) } else { false }
        }
    }

    static func replace(_ pattern: [UInt8], with replacement: [UInt8], in text: [UInt8]) -> [UInt8] {
        guard let first = pattern.first else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 4)
        var position = 0
        while position < text.count {
            if text[position] == first, pattern.count == 1 || text[position...].starts(with: pattern) {
                result.append(contentsOf: replacement)
                position += pattern.count
            } else {
                result.append(text[position])
                position += 1
            }
        }
        return result
    }
}
