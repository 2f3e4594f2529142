/// Reads merges as files write them, two spellings with a blank between, best first.
struct MergeReader {
    let spellings: PieceTable
    /// Named in errors.
    let file: String
    /// What the list is called there.
    let name: String

    /// - Throws: `ModelFileError` (`malformed`) for a merge of tokens that do not exist.
    func pairs(_ merges: [String]) throws(ModelFileError) -> [Vocabulary.Pair] {
        var pairs: [Vocabulary.Pair] = []
        pairs.reserveCapacity(merges.count)
        for (rank, text) in merges.enumerated() {
            pairs.append(try pair(Array(text.utf8), rank: rank))
        }
        return pairs
    }

    func pair(_ text: [UInt8], rank: Int) throws(ModelFileError) -> Vocabulary.Pair {
        guard let blank = text.firstIndex(of: UInt8(ascii: " ")),
            !text[(blank + 1)...].contains(UInt8(ascii: " "))
        else {
            throw malformed(rank, text, "is not two tokens")
        }
        return try pair(text[..<blank], text[(blank + 1)...], rank: rank)
    }

    func pair(
        _ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>, rank: Int
    ) throws(ModelFileError) -> Vocabulary.Pair {
        let merged = first + second
        guard let left = spellings.number(of: first), let right = spellings.number(of: second),
            let token = spellings.number(of: merged)
        else {
            throw malformed(
                rank, Array(first) + [UInt8(ascii: " ")] + second, "names a token that the vocabulary lacks")
        }
        return Vocabulary.Pair(
            left: Int32(truncatingIfNeeded: left), right: Int32(truncatingIfNeeded: right), rank: rank,
            merged: Int32(truncatingIfNeeded: token))
    }

    private func malformed(_ rank: Int, _ text: [UInt8], _ problem: String) -> ModelFileError {
        ModelFileError(
            .malformed, file: file, place: "merge \(rank) of \(name)",
            problem: "\(ModelFileError.quoted(String(decoding: text.prefix(400), as: UTF8.self))) \(problem)",
            remedy: Tokenizer.remedy)
    }
}
