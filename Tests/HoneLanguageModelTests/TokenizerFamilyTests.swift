import HoneLanguageModel
import Testing

@Suite("A tokenizer of every family") struct TokenizerFamilyTests {
    let fixtures: TokenizerFixtures

    init() throws { fixtures = try TokenizerFixtures() }

    private func check(
        _ tokenizer: Tokenizer, _ answers: [[Int]], specialTokens: Tokenizer.SpecialTokens = .recognized
    ) {
        #expect(fixtures.texts.count > 700 && answers.count == fixtures.texts.count)
        // Twice: anew, and from what it remembers.
        for _ in 0..<2 {
            for (text, expected) in zip(fixtures.texts, answers) {
                #expect(tokenizer.encode(text, specialTokens: specialTokens) == expected, "\(text.debugDescription)")
            }
        }
    }

    @Test("gives the reference's tokens, from its tokenizer.json", arguments: TokenizerFixtures.names)
    func encodes(name: String) throws {
        check(try TokenizerFixtures.tokenizer(name), try TokenizerFixtures.answers(name))
    }

    @Test("gives the reference's tokens, from GGUF metadata", arguments: TokenizerFixtures.ggufNames)
    func encodesFromGGUF(name: String) throws {
        // SentencePiece itself never reads control tokens in a text.
        check(
            try TokenizerFixtures.tokenizer(gguf: name), try TokenizerFixtures.answers(name),
            specialTokens: name == "sentencepiece" ? .plainText : .recognized)
    }

    @Test("reads special tokens as text if asked, added words as ever", arguments: TokenizerFixtures.names)
    func plainText(name: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer(name)
        for item in try #require(fixtures.cases[name]).plain {
            #expect(
                tokenizer.encode(item.text, specialTokens: .plainText) == item.tokens, "\(item.text.debugDescription)")
        }
    }

    @Test("frames a text as its post-processor does", arguments: TokenizerFixtures.names)
    func frames(name: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer(name)
        for item in try #require(fixtures.cases[name]).framed {
            #expect(tokenizer.encode(item.text, framed: true) == item.tokens, "\(item.text.debugDescription)")
        }
    }

    @Test("frames a text as the GGUF file says") func framesFromGGUF() throws {
        let llama = try TokenizerFixtures.tokenizer(gguf: "llama3")
        #expect(llama.encode("a", framed: true) == [try #require(llama.beginningOfText)] + llama.encode("a"))
        let smol = try TokenizerFixtures.tokenizer(gguf: "smollm")
        #expect(smol.encode("a", framed: true) == smol.encode("a"))
        let piece = try TokenizerFixtures.tokenizer(gguf: "sentencepiece")
        #expect(piece.encode("a", framed: true) == [1] + piece.encode("a"))
    }

    @Test("decodes to the reference's text, characters cut apart included", arguments: TokenizerFixtures.names)
    func decodes(name: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer(name)
        for item in try #require(fixtures.cases[name]).decoded {
            #expect(tokenizer.decode(item.tokens) == item.whole, "\(item.tokens)")
            #expect(tokenizer.decode(item.tokens, skippingSpecialTokens: true) == item.shown, "\(item.tokens)")
        }
    }

    @Test("decodes token by token to the same text, never half a character", arguments: TokenizerFixtures.names)
    func streams(name: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer(name)
        for text in fixtures.texts {
            let tokens = tokenizer.encode(text)
            var decoder = StreamingDecoder(tokenizer)
            let parts = tokens.map { decoder.append($0) }
            let end = decoder.finish()
            #expect(parts.joined() + end == tokenizer.decode(tokens))
            if !text.contains("\u{fffd}"), name != "across" {
                #expect(!parts.contains { $0.unicodeScalars.contains("\u{fffd}") })
            }
        }
    }

    @Test("takes bytes that are no UTF-8 as U+FFFD") func brokenText() throws {
        let tokenizer = try TokenizerFixtures.tokenizer("qwen2")
        let bytes: [UInt8] = [0x61, 0xff, 0x62, 0xe2, 0x82, 0x63, 0xf0, 0x9f]
        #expect(tokenizer.encode(utf8: bytes) == tokenizer.encode("a\u{fffd}b\u{fffd}c\u{fffd}"))
    }

    @Test("takes a megabyte without a border in its stride", arguments: ["llama2", "across", "llama3"])
    func longWord(name: String) throws {
        let tokenizer = try TokenizerFixtures.tokenizer(name)
        let text = String(repeating: "thenewest", count: 1 << 17)
        let decoded = tokenizer.decode(tokenizer.encode(text))
        #expect(decoded == text || decoded == " " + text && name == "across")
    }
}
