/// Tokens that are matched whole, before anything is cut: special ones such as `<|im_end|>`, and words that were added
/// to a vocabulary.
struct WholeTokens: Sendable {
    struct Entry: Sendable {
        let token: Int
        /// What is looked for; not empty.
        let content: [UInt8]
        /// Special tokens steer the model and are skipped in what is shown; other added ones are mere words.
        let isSpecial: Bool
        /// Whether blanks before and behind belong to it.
        var takesBlanksBefore = false
        var takesBlanksBehind = false
    }

    /// By the first two bytes, longest first.
    private var longer: [UInt16: [Entry]] = [:]
    /// Of one byte.
    private var single: [UInt8: Entry] = [:]
    /// Whether one of them begins with that byte.
    private var begins = [Bool](repeating: false, count: 256)

    init(_ entries: [Entry]) {
        for entry in entries where !entry.content.isEmpty {
            begins[Int(entry.content[0])] = true
            if entry.content.count == 1 {
                single[entry.content[0]] = entry
            } else {
                longer[Self.key(entry.content[0], entry.content[1]), default: []].append(entry)
            }
        }
        // Of two with the same content the later one counts.
        longer = longer.mapValues { $0.sorted { ($0.content.count, $0.token) > ($1.content.count, $1.token) } }
    }

    var isEmpty: Bool { longer.isEmpty && single.isEmpty }

    private static func key(_ first: UInt8, _ second: UInt8) -> UInt16 { UInt16(first) << 8 | UInt16(second) }

    /// Goes through `range` of `text`: `plain` for what stands between the tokens (never empty), `token` for each.
    ///
    /// - Parameter special: whether special tokens count; if not, their text is plain.
    @inline(__always)
    func split(
        _ text: UnsafePointer<UInt8>, _ range: Range<Int>, special: Bool, plain: (Range<Int>) -> Void,
        token: (Int) -> Void
    ) {
        var start = range.lowerBound
        var position = start
        if !isEmpty {
            begins.withUnsafeBufferPointer { begins in
                while position < range.upperBound {
                    guard begins[Int(text[position])],
                        let entry = match(text, position..<range.upperBound)
                    else {
                        position += 1
                        continue
                    }
                    let end = position + entry.content.count
                    if entry.isSpecial, !special {
                        position = end
                        continue
                    }
                    let first = entry.takesBlanksBefore ? blanksBefore(text, start..<position) : position
                    if start < first { plain(start..<first) }
                    token(entry.token)
                    start = entry.takesBlanksBehind ? blanksBehind(text, end..<range.upperBound) : end
                    position = max(end, start)
                }
            }
        }
        if start < range.upperBound { plain(start..<range.upperBound) }
    }

    /// The longest that stands at the beginning of `range`.
    private func match(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) -> Entry? {
        let first = text[range.lowerBound]
        if range.count > 1, let entries = longer[Self.key(first, text[range.lowerBound + 1])] {
            for entry in entries where entry.content.count <= range.count {
                let stands = entry.content.withUnsafeBufferPointer { content in
                    content.indices.allSatisfy { content[$0] == text[range.lowerBound + $0] }
                }
                if stands { return entry }
            }
        }
        return single[first]
    }

    /// Where the blanks at the end of `range` begin.
    private func blanksBefore(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int {
        var position = range.lowerBound
        var first: Int?
        while position < range.upperBound {
            let (kind, length) = CharacterTable.shared.read(text, position)
            first = kind == .space ? first ?? position : nil
            position += length
        }
        return first ?? range.upperBound
    }

    /// Where the blanks at the beginning of `range` end.
    private func blanksBehind(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int {
        var position = range.lowerBound
        while position < range.upperBound {
            let (kind, length) = CharacterTable.shared.read(text, position)
            guard kind == .space else { break }
            position += length
        }
        return position
    }
}
