/// SentencePiece's byte pairs: a vocabulary whose pieces have scores instead of a list of merges. Any two neighbours
/// merge whose text together is a piece, the piece of the highest score first (Kudo and Richardson 2018; the same
/// order as llama.cpp's and as the merges that Hugging Face derives).
struct PieceScores {
    /// Longer pieces would take long to split everywhere; real ones have some dozen bytes.
    static let longestPiece = 256

    let spellings: PieceTable
    let scores: [Double]
    let file: String

    /// - Parameter takesPart: whether a token is text, not a control token or a byte.
    func pairs(where takesPart: (Int) -> Bool) throws(ModelFileError) -> [Vocabulary.Pair] {
        if let bad = scores.firstIndex(where: \.isNaN) {
            throw malformed("score \(bad)", "is not a number")
        }
        let ranks = ranks()
        var pairs: [Vocabulary.Pair] = []
        for token in 0..<spellings.count where spellings.contains(token) && takesPart(token) {
            let piece = spellings.piece(token)
            guard piece.count <= Self.longestPiece else {
                throw malformed("token \(token)", "has \(piece.count) bytes, more than \(Self.longestPiece)")
            }
            guard piece.count > 1 else { continue }
            for cut in (piece.startIndex + 1)..<piece.endIndex where piece[cut] & 0xc0 != 0x80 {
                guard let left = spellings.number(of: piece[..<cut]), takesPart(left),
                    let right = spellings.number(of: piece[cut...]), takesPart(right)
                else { continue }
                pairs.append(
                    Vocabulary.Pair(
                        left: Int32(truncatingIfNeeded: left), right: Int32(truncatingIfNeeded: right),
                        rank: ranks[token], merged: Int32(truncatingIfNeeded: token)))
            }
        }
        return pairs
    }

    /// 0 for the highest score; equal scores share a rank, so that the leftmost of equals goes first.
    private func ranks() -> [Int] {
        var ranks = [Int](repeating: 0, count: scores.count)
        var rank = -1
        var previous: Double?
        for token in scores.indices.sorted(by: { (scores[$0], $1) > (scores[$1], $0) }) {
            if scores[token] != previous { rank += 1 }
            previous = scores[token]
            ranks[token] = rank
        }
        return ranks
    }

    private func malformed(_ place: String, _ problem: String) -> ModelFileError {
        ModelFileError(
            .malformed, file: file, place: "\(place) of tokenizer.ggml.scores", problem: problem,
            remedy: Tokenizer.remedy)
    }
}
