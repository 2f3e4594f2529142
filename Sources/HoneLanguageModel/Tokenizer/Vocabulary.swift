/// What each token stands for, and which merge into which.
struct Vocabulary: Sendable {
    /// As the file spells them.
    let spellings: PieceTable
    /// The bytes that each token stands for in a text.
    let contents: PieceTable
    let symbols: SymbolTable
    let merges: MergeTable
    /// Whether a word that is itself a token is that token, whatever its merges.
    let wordsBeforeMerges: Bool
    /// Tokens that steer the model and are skipped in what is shown.
    let special: Set<Int>
    /// Tokens that are matched whole; their spelling is plain text.
    let whole: Set<Int>
    /// Whether a token spelt `<0x0A>` is that byte in decoding.
    let readsFallbackBytes: Bool
    /// Whether no merge goes from a word into the mark U+2581 of the next one.
    let keepsMarksApart: Bool

    /// A merge of two tokens into a third; lower ranks go first.
    struct Pair {
        var left: Int32
        var right: Int32
        var rank: Int
        var merged: Int32
    }

    /// - Parameters:
    ///   - spellings: indexed.
    ///   - merges: from `MergeReader` or `PieceScores`.
    ///   - whole: tokens matched whole, those of `special` among them.
    init(
        spellings: PieceTable, symbols: SymbolTable, merges: [Pair], wordsBeforeMerges: Bool = false,
        readsFallbackBytes: Bool = false, whole: Set<Int>, special: Set<Int>
    ) {
        self.spellings = spellings
        self.symbols = symbols
        self.wordsBeforeMerges = wordsBeforeMerges
        self.special = special
        self.whole = whole
        self.readsFallbackBytes = readsFallbackBytes
        var table = MergeTable(capacity: merges.count)
        var apart = spellings.number(of: TextNormalizer.mark) != nil
        for pair in merges {
            table.insert(pair.left, pair.right, rank: pair.rank, into: pair.merged)
            apart =
                apart
                && !(spellings.piece(Int(pair.right)).starts(with: TextNormalizer.mark)
                    && !spellings.piece(Int(pair.left)).suffix(3).elementsEqual(TextNormalizer.mark))
        }
        self.merges = table
        keepsMarksApart = apart
        var contents = PieceTable(count: spellings.count)
        for token in 0..<spellings.count where spellings.contains(token) {
            let spelling = spellings.piece(token)
            if whole.contains(token) {
                contents.set(token, spelling)
            } else if symbols.alphabet == .bytes {
                contents.set(token, ByteAlphabet.bytes(spelling: spelling) ?? Array(spelling))
            } else if readsFallbackBytes, let byte = SymbolTable.fallbackByte(spelling) {
                contents.set(token, [byte])
            } else {
                contents.set(
                    token, TextNormalizer.replace(TextNormalizer.mark, with: [UInt8(ascii: " ")], in: Array(spelling)))
            }
        }
        self.contents = contents
    }

    /// Whether the token is a byte of a character that the vocabulary lacks.
    func isFallbackByte(_ token: Int) -> Bool {
        readsFallbackBytes && !whole.contains(token) && SymbolTable.fallbackByte(spellings.piece(token)) != nil
    }

    /// The token that is this whole word.
    func wholeWord(_ word: UnsafePointer<UInt8>, _ count: Int) -> Int32? {
        let token: Int32
        if symbols.alphabet == .bytes {
            var spelling: [UInt8] = []
            spelling.reserveCapacity(2 * count)
            for position in 0..<count { ByteAlphabet.append(spellingOf: word[position], to: &spelling) }
            token = spelling.withUnsafeBufferPointer { spelling in
                spelling.baseAddress.map { spellings.number(of: $0, spelling.count) } ?? -1
            }
        } else {
            token = spellings.number(of: word, count)
        }
        return token < 0 || whole.contains(Int(token)) ? nil : token
    }
}
