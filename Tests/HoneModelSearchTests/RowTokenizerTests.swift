import HoneLanguageModel
import HoneModelSearch
import Testing

@Suite("Rows in a vocabulary")
struct RowTokenizerTests {
    @Test("Every symbol is one input, and the score position follows")
    func row() throws {
        let rows = try RowTokenizer(TinyScorer.tokenizer())
        let inputs = rows.row([.value(7), .code("a"), .inactive])
        #expect(inputs == [.value(7), .token(0x61), .token(0x2d), .token(0x3a)])
    }

    @Test("A vocabulary without a beginning of text is an error, not token 0")
    func noBeginning() throws {
        let error = #expect(throws: RowTokenizerError.self) {
            _ = try RowTokenizer(TinyScorer.tokenizer(beginningOfText: nil))
        }
        #expect(error?.description.contains("begins a text") == true)
    }

    @Test(
        "A vocabulary that lacks a character of rows is an error that names it", arguments: [":", "-", "q", "Z", "7"])
    func noCharacter(character: Character) throws {
        let error = #expect(throws: RowTokenizerError.self) {
            _ = try RowTokenizer(TinyScorer.tokenizer(without: character))
        }
        #expect(error?.description.contains("'\(character)'") == true)
    }
}
