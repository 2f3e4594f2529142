import HoneLanguageModel
import Testing

@Suite("A tokenizer's tables") struct PreTokenizerTests {
    @Test("class every character as the reference's expressions do") func characterClasses() throws {
        let ranges = try FormatFixtures.decode([String: [[UInt32]]].self, "characters.json")
        let names: [String: CharacterClass] = ["letter": .letter, "number": .number, "space": .space]
        var expected = [CharacterClass](repeating: .other, count: 0x110000)
        for (name, list) in ranges {
            let kind = try #require(names[name])
            for range in list { for point in range[0]...range[1] { expected[Int(point)] = kind } }
        }
        var wrong: [UInt32] = []
        for point in UInt32(0)..<0x110000 {
            // Newer characters depend on whose Unicode tables are newer, ours or the reference's.
            guard let scalar = Unicode.Scalar(point), let age = scalar.properties.age, age.major <= 15 else { continue }
            if CharacterClass(scalar) != expected[Int(point)] { wrong.append(point) }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(20).map { String($0, radix: 16) })")
    }

    /// A vocabulary small enough to follow by hand.
    private func small(merges: [String], special: Set<Int> = []) throws -> Tokenizer {
        try Tokenizer(
            tokens: ["a", "b", "c", "ab", "bc", "abc", "Ġ", "Ġa", "<s>", "<s>x"], merges: merges, special: special,
            preTokenizer: .gpt2, file: "small")
    }

    @Test("merge the best pair first, leftmost among equals") func mergeOrder() throws {
        #expect(try small(merges: ["a b", "b c"]).encode("abc") == [3, 2])
        #expect(try small(merges: ["b c", "a b"]).encode("abc") == [0, 4])
        #expect(try small(merges: ["b c", "a bc"]).encode("abc") == [5])
        #expect(try small(merges: ["a b"]).encode("ababa") == [3, 3, 0])
        #expect(try small(merges: []).encode("b a") == [1, 6, 0])
        #expect(try small(merges: ["Ġ a"]).encode("b a") == [1, 7])
    }

    @Test("leave out bytes that have no token, as the reference does") func unknownBytes() throws {
        #expect(try small(merges: ["a b"]).encode("a?b") == [0, 1])
        #expect(try small(merges: []).encode("é") == [])
    }

    @Test("match the longest special token") func longestSpecialToken() throws {
        let tokenizer = try small(merges: [], special: [8, 9])
        #expect(tokenizer.encode("a<s>xb<s>c") == [0, 9, 1, 8, 2])
        #expect(tokenizer.decode([9, 8]) == "<s>x<s>")
    }

    @Test(
        "are refused if a merge makes no sense",
        arguments: [["a  b"], ["ab"], [""], ["a z"], ["b b"], ["a b", "c a"]])
    func badMerges(merges: [String]) {
        let error = #expect(throws: ModelFileError.self) { _ = try small(merges: merges) }
        #expect(error?.kind == .malformed)
        #expect(error?.field.contains("merge \(merges.count - 1)") == true)
    }
}
