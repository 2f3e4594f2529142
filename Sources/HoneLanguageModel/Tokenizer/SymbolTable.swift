/// The tokens that a word begins as, before any merge.
struct SymbolTable: Sendable {
    enum Alphabet: Sendable, Hashable {
        /// Every byte is a symbol, spelt in GPT-2's alphabet.
        case bytes
        /// Every character is a symbol; one without a token falls back to its bytes, spelt `<0x0A>`, if allowed.
        case characters(byteFallback: Bool)
    }

    let alphabet: Alphabet
    /// Takes the place of what the vocabulary lacks; without one, that vanishes.
    let unknown: Int32?
    /// Whether neighbours that the vocabulary lacks share one unknown token.
    let fusesUnknown: Bool
    /// The token of each byte, -1 where the vocabulary lacks it. (SmolLM2's lacks 21 bytes, most of them never part of
    /// UTF-8. As in the reference, they vanish.)
    let byteTokens: [Int32]
    /// The token of each ASCII character where characters are symbols, else empty.
    private let asciiTokens: [Int32]
    /// Whether the fallback can be used: the reference takes all bytes of a character or none.
    private let spellings: PieceTable

    init(_ alphabet: Alphabet, spellings: PieceTable, unknown: Int? = nil, fusesUnknown: Bool = false) {
        self.alphabet = alphabet
        self.unknown = unknown.map { Int32(truncatingIfNeeded: $0) }
        self.fusesUnknown = fusesUnknown
        self.spellings = spellings
        func token(_ spelling: String) -> Int32 {
            spellings.number(of: Array(spelling.utf8)).map { Int32(truncatingIfNeeded: $0) } ?? -1
        }
        switch alphabet {
        case .bytes:
            byteTokens = (0...UInt8.max).map { token(ByteAlphabet.spelling($0)) }
            asciiTokens = []
        case .characters(let byteFallback):
            byteTokens = (0...UInt8.max).map { byteFallback ? token(Self.fallbackSpelling($0)) : -1 }
            asciiTokens = (0..<128).map { token(String(Unicode.Scalar(UInt8($0)))) }
        }
    }

    /// How SentencePiece spells the token of a byte.
    static func fallbackSpelling(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "<0x" + (digits.count < 2 ? "0" : "") + digits + ">"
    }

    /// The byte of such a spelling, nil if it is none.
    static func fallbackByte(_ spelling: ArraySlice<UInt8>) -> UInt8? {
        guard spelling.count == 6, spelling.starts(with: "<0x".utf8), spelling.last == UInt8(ascii: ">") else {
            return nil
        }
        let digits = String(decoding: spelling.dropFirst(3).prefix(2), as: UTF8.self)
        guard let byte = UInt8(digits, radix: 16), fallbackSpelling(byte).utf8.elementsEqual(spelling) else {
            return nil
        }
        return byte
    }

    /// Appends the first symbols of `count` bytes of valid UTF-8 at `word`.
    @inline(__always)
    func append(_ word: UnsafePointer<UInt8>, _ count: Int, to symbols: inout [Int32]) {
        if alphabet == .bytes, unknown == nil {
            byteTokens.withUnsafeBufferPointer { tokens in
                for position in 0..<count {
                    let token = tokens[Int(word[position])]
                    if token >= 0 { symbols.append(token) }
                }
            }
        } else {
            appendCharacters(word, count, to: &symbols)
        }
    }

    private func appendCharacters(_ word: UnsafePointer<UInt8>, _ count: Int, to symbols: inout [Int32]) {
        var position = 0
        var previousIsUnknown = false
        while position < count {
            let length = alphabet == .bytes ? 1 : CharacterTable.length(word[position])
            let token = symbol(word + position, length)
            if token >= 0 {
                symbols.append(token)
                previousIsUnknown = false
            } else if let bytes = fallback(word + position, length) {
                symbols.append(contentsOf: bytes)
                previousIsUnknown = false
            } else if let unknown {
                if !(previousIsUnknown && fusesUnknown) { symbols.append(unknown) }
                previousIsUnknown = true
            }
            position += length
        }
    }

    @inline(__always)
    private func symbol(_ character: UnsafePointer<UInt8>, _ length: Int) -> Int32 {
        if alphabet == .bytes { return byteTokens[Int(character[0])] }
        return length == 1 ? asciiTokens[Int(character[0])] : spellings.number(of: character, length)
    }

    private func fallback(_ character: UnsafePointer<UInt8>, _ length: Int) -> [Int32]? {
        guard alphabet != .bytes else { return nil }
        let tokens = (0..<length).map { byteTokens[Int(character[$0])] }
        return tokens.contains(-1) ? nil : tokens
    }
}
