import Foundation
import HoneLanguageModel
import Testing

@Suite("A tokenizer.json that makes no sense") struct HostileTokenizerTests {
    private func error(_ json: String) -> ModelFileError? {
        #expect(throws: ModelFileError.self) { try Tokenizer(json: Array(json.utf8), name: "bad.json") }
    }

    /// A small sound file in which something is exchanged.
    private func small(
        vocabulary: String = #"{"a":0,"b":1,"ab":2,"Ġ":3}"#, merges: String = #"["a b"]"#, added: String = "[]",
        normalizer: String = "null",
        cut: String = #"{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}"#,
        processor: String = "null", decoder: String = #"{"type":"ByteLevel"}"#, model: String = #""type":"BPE","#,
        more: String = ""
    ) -> String {
        """
        {"version":"1.0","added_tokens":\(added),"normalizer":\(normalizer),"pre_tokenizer":\(cut),\
        "post_processor":\(processor),"decoder":\(decoder)\(more),
        "model":{\(model)"vocab":\(vocabulary),"merges":\(merges)}}
        """
    }

    @Test("reads well as long as it makes sense") func sound() throws {
        let tokenizer = try Tokenizer(json: Array(small().utf8), name: "good.json")
        #expect(tokenizer.encode("ab a") == [2, 3, 0])
        #expect(tokenizer.vocabularySize == 4)
        // Merges as lists, escapes, sections in any order, numbers with holes.
        let other = #"""
            {"model":{"merges":[["a","b"]],"vocab":{"a":9,"b":1,"\u0061b":2,"\u0120":3,"\ud83d\ude00":4}},
             "decoder":{"type":"ByteLevel"},"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false}}
            """#
        let second = try Tokenizer(json: Array(other.utf8), name: "good.json")
        #expect(second.encode("ab a") == [2, 3, 9])
        #expect(second.decode([5, 9]) == "a")
    }

    @Test(
        "is refused with the name of what Hone does not know",
        arguments: [
            ("normalizer", #""normalizer":{"type":"NFKC"}"#, "NFKC"),
            ("normalizer", #""normalizer":{"type":"Sequence","normalizers":[{"type":"Lowercase"}]}"#, "normalizer[0]"),
            ("normalizer", #""normalizer":{"type":"NFC","strength":2}"#, "strength"),
            ("pre_tokenizer", #""pre_tokenizer":{"type":"BertPreTokenizer"}"#, "BertPreTokenizer"),
            (
                "pre_tokenizer", #""pre_tokenizer":{"type":"Split","pattern":{"Regex":"x+"},"behavior":"Isolated"}"#,
                "x+"
            ),
            ("pre_tokenizer", #""pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true}"#, "add_prefix_space"),
            ("post_processor", #""post_processor":{"type":"RobertaProcessing"}"#, "RobertaProcessing"),
            ("decoder", #""decoder":{"type":"WordPiece"}"#, "decoder"),
            ("decoder", #""decoder":null"#, "decoder"),
            ("model", #""model":{"type":"Unigram","vocab":[]}"#, "Unigram"),
            ("model", #""model":{"type":"BPE","dropout":0.1,"vocab":{},"merges":[]}"#, "dropout"),
            ("x", #""magic":{"a":1}"#, "magic"),
        ])
    func unknown(section: String, member: String, named: String) throws {
        // The sound file with that section in place of its own.
        let sound = try #require(
            JSONSerialization.jsonObject(with: Data(small().utf8)) as? [String: Any])
        let change = try #require(
            JSONSerialization.jsonObject(with: Data("{\(member)}".utf8)) as? [String: Any])
        let data = try JSONSerialization.data(withJSONObject: sound.merging(change) { $1 })
        let error = error(String(decoding: data, as: UTF8.self))
        #expect(
            error?.kind == .unsupported && error?.description.contains(named) == true, "\(String(describing: error))")
    }

    @Test("is refused where its tables disagree") func disagreement() {
        let files = [
            (small(merges: #"["a c"]"#), "merge 0"), (small(merges: #"["b a"]"#), "merge 0"),
            (small(merges: #"["ab"]"#), "merge 0"), (small(merges: #"[["a"]]"#), "two tokens"),
            (small(merges: #"[["a","b","c"]]"#), "two tokens"), (small(merges: "[1]"), "string"),
            (small(vocabulary: #"{"a":0,"b":0}"#), "twice"), (small(vocabulary: #"{"a":0,"a":1}"#), "twice"),
            (small(vocabulary: #"{"a":-1}"#), "-1"), (small(vocabulary: #"{"a":4000000000}"#), "4000000000"),
            (small(vocabulary: #"{"a":2000000000}"#), "only 1 tokens"),
            (small(vocabulary: #"{"a":99999999999999999999}"#), "whole number"),
            (small(vocabulary: #"{"a":1.5}"#), "whole number"), (small(vocabulary: "[]"), "vocab"),
            (small(added: #"[{"id":0,"content":"x"}]"#), "added_tokens"),
            (small(added: #"[{"id":7,"content":"a"}]"#), "added_tokens"),
            (small(added: #"[{"content":"x"}]"#), "added_tokens"),
            (small(added: #"[{"id":4,"content":"x","single_word":true}]"#), "single_word"),
            (small(model: #""type":"BPE","unk_token":"?","#), "unk_token"),
            (
                small(
                    processor:
                        #"{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}},{"Sequence":{"id":"A"}}],"special_tokens":{"x":{"ids":[99]}}}"#
                ), "99"
            ),
        ]
        for (file, named) in files {
            let error = error(file)
            #expect(error?.description.contains(named) == true, "\(file) \(String(describing: error))")
        }
    }

    @Test("is refused when nested deeply, however long it takes to say so") func nesting() {
        let deep = String(repeating: "[", count: 1_000_000)
        for file in [deep, "{\"model\":" + deep, small(normalizer: deep), small(more: ",\"x\":" + deep)] {
            #expect(error(file)?.kind == .malformed)
        }
        let closed = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(error(small(normalizer: closed))?.description.contains("nested") == true)
    }

    @Test("is refused when its settings are huge") func hugeSettings() {
        let long = #"{"type":"Precompiled","precompiled_charsmap":""# + String(repeating: "A", count: 1 << 20) + "\"}"
        #expect(error(small(normalizer: long))?.description.contains("normalizer") == true)
    }

    @Test("is refused or read, whatever its mutation", arguments: ["llama3.json", "llama2.json"])
    func mutations(name: String) throws {
        let original = [UInt8](try Data(contentsOf: TokenizerFixtures.url(name)))
        var state: UInt64 = 17
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: state >> 33) % max(1, bound)
        }
        let pieces = [
            "{", "}", "[", "]", "\"", ",", ":", "null", "-1", "1e999", "\\", "\\ud800", "\u{1}", "99999999999",
        ]
        for _ in 0..<400 {
            var bytes = original
            for _ in 0...draw(3) {
                let position = draw(bytes.count)
                switch draw(4) {
                case 0: bytes[position] = UInt8(draw(256))
                case 1: bytes.insert(contentsOf: pieces[draw(pieces.count)].utf8, at: position)
                case 2: bytes.removeSubrange(position..<min(bytes.count, position + 1 + draw(12)))
                default: bytes.removeSubrange(position..<min(bytes.count, position + (draw(20) == 0 ? 9999 : 1)))
                }
            }
            let outcome = Result { try Tokenizer(json: bytes, name: "mutant.json") }
            switch outcome {
            case .success(let tokenizer):
                #expect(tokenizer.encode("the cat's 12 é中 <s>").allSatisfy { $0 < tokenizer.vocabularySize })
            case .failure(let error): #expect((error as? ModelFileError)?.file.contains("mutant.json") == true)
            }
        }
    }

    @Test("is named when it is no JSON") func noJSON() {
        for text in [
            "", "x", "{", "{}", "[]", "null", "{\"model\":{}} x", "{\"model\":{},\"model\":{}}", "{\"model\":1}",
        ] {
            #expect(error(text)?.description.contains("bad.json") == true)
        }
        #expect(throws: ModelFileError.self) { try Tokenizer(json: [0x7b, 0xff, 0x7d], name: "bad.json") }
    }
}
