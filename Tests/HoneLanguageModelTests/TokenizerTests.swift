import Foundation
import HoneLanguageModel
import Testing

/// Needs the weights' file in HONE_HOME (`make setup` fetches it) for its tables; the answers are stored fixtures.
@Suite("SmolLM2's tokenizer") struct TokenizerTests {
    struct Case: Decodable {
        let text: String
        let ids: [Int]
        /// Where GPT-2's way of cutting gives something else.
        let gpt2: [Int]?
        /// Where the text does not come back: the vocabulary lacks some bytes.
        let decoded: String?
    }
    struct Cut: Decodable {
        let ids: [Int]
        let decoded: String
    }
    struct Fixture: Decodable {
        let cases: [Case]
        let cuts: [Cut]
    }

    let fixture: Fixture
    let file: GGUFFile
    let tokenizer: Tokenizer

    init() throws {
        fixture = try FormatFixtures.decode(Fixture.self, "tokens.json")
        file = try GGUFFile(url: ModelCatalog.smolLM2.locate())
        tokenizer = try Tokenizer(file: file)
    }

    @Test("gives the reference's tokens on every stored text") func encodes() {
        #expect(fixture.cases.count >= 400)
        for item in fixture.cases { #expect(tokenizer.encode(item.text) == item.ids, "\(item.text.debugDescription)") }
        // Once more, now from the cache.
        for item in fixture.cases { #expect(tokenizer.encode(item.text) == item.ids, "\(item.text.debugDescription)") }
    }

    @Test("cuts as GPT-2 does if asked, which is what transformers makes of the same file") func encodesLikeGPT2()
        throws
    {
        let gpt2 = try Tokenizer(file: file, preTokenizer: .gpt2)
        #expect(fixture.cases.contains { $0.gpt2 != nil })
        for item in fixture.cases {
            #expect(gpt2.encode(item.text) == item.gpt2 ?? item.ids, "\(item.text.debugDescription)")
        }
    }

    @Test("decodes to the reference's text, characters cut apart included") func decodes() {
        for item in fixture.cases { #expect(tokenizer.decode(item.ids) == item.decoded ?? item.text) }
        for cut in fixture.cuts { #expect(tokenizer.decode(cut.ids) == cut.decoded, "\(cut.ids)") }
    }

    @Test("reads special tokens as plain text if asked") func plainSpecialTokens() throws {
        let end = try #require(tokenizer.token(spelled: "<|im_end|>"))
        #expect(tokenizer.encode("a<|im_end|>").last == end)
        let plain = tokenizer.encode("a<|im_end|>", specialTokens: .plainText)
        #expect(!plain.contains(end))
        #expect(tokenizer.decode(plain) == "a<|im_end|>")
        #expect(tokenizer.decode([end, plain[0]], skippingSpecialTokens: true) == "a")
    }

    @Test("knows the file's special tokens") func specialTokens() {
        #expect(tokenizer.vocabularySize == 49_152)
        #expect(tokenizer.beginningOfText == 1)
        #expect(tokenizer.endOfText == 2)
        #expect(tokenizer.padding == 2)
        #expect(tokenizer.unknown == 0)
        #expect(tokenizer.isSpecial(16))
        #expect(!tokenizer.isSpecial(17))
        #expect(!tokenizer.isSpecial(-1))
        #expect(tokenizer.decode([-1, 49_152, Int.max]) == "")
    }

    @Test("takes a megabyte without a blank in its stride") func longWord() {
        let text = String(repeating: "abcdefgh", count: 1 << 17)
        let clock = ContinuousClock()
        var tokens: [Int] = []
        let time = clock.measure { tokens = tokenizer.encode(text) }
        #expect(tokenizer.decode(tokens) == text)
        // Some 0.3 s; a quadratic merge would take hours.
        #expect(time < .seconds(20))
    }

    @Test("gives the same tokens from many threads at once") func concurrent() async {
        let cases = fixture.cases
        let tokenizer = tokenizer
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { cases.count { tokenizer.encode($0.text) != $0.ids } }
            }
            for await wrong in group { #expect(wrong == 0) }
        }
    }
}
