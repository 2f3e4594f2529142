/// A byte-level BPE vocabulary: what each token stands for, which pairs merge into which, and the tokens that are
/// matched whole before anything is cut.
struct Vocabulary: Sendable {
    /// A merge's rank (lower goes first) and the token that it makes.
    struct Merge: Sendable {
        let rank: Int32
        let token: Int32
    }

    /// A token that is matched whole, such as `<|im_end|>`.
    struct WholeToken: Sendable {
        let bytes: [UInt8]
        let token: Int
    }

    /// Spelling of each token as the file writes it.
    let spellings: [String]
    /// The bytes that each token stands for.
    let tokenBytes: [[UInt8]]
    /// Keyed by the UTF-8 of the spelling: comparing bytes is quicker than comparing strings, and tells apart what
    /// Unicode calls equivalent.
    private let numbers: [[UInt8]: Int32]
    /// The token of each single byte, -1 where the vocabulary lacks it. (SmolLM2's lacks 21 bytes, most of them never
    /// part of UTF-8. As in the reference, they vanish.)
    let byteTokens: [Int32]
    /// Keyed by `pair(left, right)`.
    let merges: [UInt64: Merge]
    /// Grouped by first byte, longest first.
    let wholeTokens: [UInt8: [WholeToken]]

    @inline(__always)
    static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    /// - Parameters:
    ///   - spellings: tokens in the byte alphabet, in the order of their numbers.
    ///   - merges: two spellings with a blank between, best first.
    ///   - whole: numbers of the tokens that are matched whole; their spelling is plain text.
    ///   - file: named in errors.
    init(spellings: [String], merges pairs: [String], whole: Set<Int>, file: String) throws(ModelFileError) {
        func malformed(_ place: String, _ problem: String) -> ModelFileError {
            ModelFileError(.malformed, file: file, place: place, problem: problem, remedy: GGUFFile.remedy)
        }
        guard spellings.count < Int32.max, pairs.count < Int32.max else {
            throw malformed("tokenizer.ggml.tokens", "has \(spellings.count) entries, too many")
        }
        self.spellings = spellings
        tokenBytes = spellings.enumerated().map { number, spelling in
            whole.contains(number)
                ? Array(spelling.utf8) : ByteAlphabet.bytes(spelling: spelling) ?? Array(spelling.utf8)
        }
        let keys = spellings.lazy.map { Array($0.utf8) }
        let numbers = Dictionary(zip(keys, 0..<Int32(spellings.count)), uniquingKeysWith: { $1 })
        self.numbers = numbers
        byteTokens = (0...UInt8.max).map { byte in numbers[Array(ByteAlphabet.spelling(byte).utf8)] ?? -1 }

        var table: [UInt64: Merge] = [:]
        table.reserveCapacity(pairs.count)
        for (rank, text) in pairs.enumerated() {
            func place() -> String { "merge \(rank) of tokenizer.ggml.merges" }
            let parts = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw malformed(place(), "\(ModelFileError.quoted(text)) is not two tokens") }
            let (first, second) = (Array(parts[0]), Array(parts[1]))
            guard let left = numbers[first], let right = numbers[second], let token = numbers[first + second] else {
                throw malformed(place(), "\(ModelFileError.quoted(text)) names a token that the vocabulary lacks")
            }
            // The first of two equal merges counts: it has the better rank.
            let key = Self.pair(left, right)
            if table[key] == nil { table[key] = Merge(rank: Int32(rank), token: token) }
        }
        merges = table

        let entries = whole.sorted().filter { spellings.indices.contains($0) && !spellings[$0].isEmpty }
            .map { WholeToken(bytes: Array(spellings[$0].utf8), token: $0) }
        wholeTokens = Dictionary(grouping: entries) { $0.bytes[0] }
            .mapValues { $0.sorted { ($0.bytes.count, $1.token) > ($1.bytes.count, $0.token) } }
    }

    /// The token of that spelling.
    func token(spelled spelling: String) -> Int? { numbers[Array(spelling.utf8)].map(Int.init) }
}
