import HoneBase

extension TokenizerFile {
    /// A token of the section `added_tokens`.
    struct AddedToken: Sendable {
        var number = -1
        var content: [UInt8] = []
        var isSpecial = false
        /// Whether it is looked for in the normalized text.
        var isNormalized = false
        var takesBlanksBefore = false
        var takesBlanksBehind = false
    }

    /// All spellings by number: the model's own vocabulary, then the added tokens.
    ///
    /// - Throws: `ModelFileError` for numbers that are negative, used twice or far beyond the number of tokens.
    func spellings(_ added: [AddedToken]) throws -> (own: PieceTable, all: PieceTable) {
        guard var cursor = modelTable("vocab") else { throw malformed("model.vocab", "is missing") }
        guard try cursor.kind() == .object else { throw malformed("model.vocab", "is not an object of numbers") }
        // Two passes, so that nothing is held twice: how many there are, then what they are.
        var counting = cursor
        var entries = 0
        var largest = -1
        try forEachEntry(&counting) { _, number in
            entries += 1
            largest = max(largest, number)
        }
        for token in added { largest = max(largest, token.number) }
        // Vocabularies have small holes at most.
        guard largest < 2 * (entries + added.count) + 1024 else {
            throw malformed("model.vocab", "has the number \(largest), with only \(entries + added.count) tokens")
        }
        var table = PieceTable(count: largest + 1)
        var twice: Int?
        try forEachEntry(&cursor) { spelling, number in
            if table.contains(number) { twice = twice ?? number }
            table.set(number, spelling)
        }
        if let twice { throw malformed("model.vocab", "has the number \(twice) twice") }
        table.index()
        if let again = table.firstRepeated() {
            throw malformed("model.vocab", "has \(quoted(table.piece(again))) twice")
        }
        for token in added {
            guard let other = table.number(of: token.content), other != token.number else { continue }
            throw malformed(
                "added_tokens", "give \(quoted(token.content[...])) the number \(token.number), model.vocab \(other)")
        }
        var all = table
        for token in added where !all.contains(token.number) { all.set(token.number, token.content) }
        for token in added where !all.piece(token.number).elementsEqual(token.content) {
            throw malformed(
                "added_tokens",
                "give \(quoted(token.content[...])) the number \(token.number) of \(quoted(all.piece(token.number)))")
        }
        all.index()
        return (table, all)
    }

    private func forEachEntry(
        _ cursor: inout JSONCursor, _ body: ([UInt8], Int) -> Void
    ) throws {
        var spelling: [UInt8] = []
        var isFirst = true
        try cursor.open("{")
        while try cursor.next(&isFirst, closing: "}") {
            try cursor.name(into: &spelling)
            let number = try cursor.integer()
            guard number >= 0, number < Int(Int32.max) else {
                throw malformed("model.vocab", "gives \(quoted(spelling[...])) the number \(number)")
            }
            body(spelling, number)
        }
    }

    /// The merges, each a text with a blank or a list of two.
    func merges(_ spellings: PieceTable) throws -> [Vocabulary.Pair] {
        guard var cursor = modelTable("merges") else { throw malformed("model.merges", "is missing") }
        let reader = MergeReader(spellings: spellings, file: file, name: "model.merges")
        var pairs: [Vocabulary.Pair] = []
        var (first, second): ([UInt8], [UInt8]) = ([], [])
        var isFirst = true
        try cursor.open("[")
        while try cursor.next(&isFirst, closing: "]") {
            if try cursor.kind() == .array {
                var isFirstPart = true
                try cursor.open("[")
                guard try cursor.next(&isFirstPart, closing: "]") else {
                    throw cursor.failure("a merge has two tokens")
                }
                try cursor.string(into: &first)
                guard try cursor.next(&isFirstPart, closing: "]") else {
                    throw cursor.failure("a merge has two tokens")
                }
                try cursor.string(into: &second)
                guard try !cursor.next(&isFirstPart, closing: "]") else {
                    throw cursor.failure("a merge has two tokens")
                }
                pairs.append(try reader.pair(first[...], second[...], rank: pairs.count))
            } else {
                try cursor.string(into: &first)
                // Files of old begin with their version.
                if pairs.isEmpty, first.starts(with: "#version".utf8) { continue }
                pairs.append(try reader.pair(first, rank: pairs.count))
            }
        }
        return pairs
    }

    func addedTokenList() throws -> [AddedToken] {
        guard var cursor = addedTokens(), !cursor.null() else { return [] }
        var tokens: [AddedToken] = []
        var isFirst = true
        try cursor.open("[")
        while try cursor.next(&isFirst, closing: "]") { tokens.append(try addedToken(&cursor)) }
        return tokens
    }

    private func addedToken(_ cursor: inout JSONCursor) throws -> AddedToken {
        var token = AddedToken()
        var name: [UInt8] = []
        var isFirst = true
        try cursor.open("{")
        while try cursor.next(&isFirst, closing: "}") {
            try cursor.name(into: &name)
            switch String(decoding: name, as: UTF8.self) {
            case "id": token.number = try cursor.integer()
            case "content": try cursor.string(into: &token.content)
            case "special": token.isSpecial = try cursor.boolean()
            case "normalized": token.isNormalized = try cursor.boolean()
            case "lstrip": token.takesBlanksBefore = try cursor.boolean()
            case "rstrip": token.takesBlanksBehind = try cursor.boolean()
            case "single_word":
                guard try !cursor.boolean() else {
                    throw unsupported("added_tokens", "\(quoted(token.content[...])) has 'single_word'")
                }
            default: throw unsupported("added_tokens", "have the unknown setting \(quoted(name[...]))")
            }
        }
        guard token.number >= 0, token.number < Int(Int32.max) else {
            throw malformed("added_tokens", "give \(quoted(token.content[...])) the number \(token.number)")
        }
        return token
    }

    func quoted(_ bytes: ArraySlice<UInt8>) -> String {
        ModelFileError.quoted(String(decoding: bytes.prefix(200), as: UTF8.self))
    }
}
