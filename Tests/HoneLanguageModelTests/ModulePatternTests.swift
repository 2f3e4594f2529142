import HoneLanguageModel
import Testing

@Suite("An expression that names modules") struct ModulePatternTests {
    static let name = "model.layers.12.self_attn.q_proj"

    @Test(
        "matches as Python's does",
        arguments: [
            (".*", true), ("model.layers.12.self_attn.q_proj", true), ("layers.12.self_attn.q_proj", false),
            (#".*\.(q_proj|v_proj)"#, true), (#".*\.(k_proj|v_proj)"#, false), (#"model\.layers\.\d+\..*"#, true),
            (#"model\.layers\.(1\d|2[0-3])\.self_attn\.[qkv]_proj"#, true), (#"model\.layers\.\d\..*"#, false),
            (#"^model.*?q_proj$"#, true), (#".*[^q]_proj"#, false), (#"(?:\w+\.){4}\w+"#, true),
            (#"(\w+\.){3}\w+"#, false), (#"(\w+\.){2,5}q_proj"#, true), ("(.*)*(.*)*(.*)*x", false),
            ("()*model.*", true),
            ("", false), ("model|.*proj", true), ("[]m]odel.*", true), ("mode[a-z].*", true), ("a{2", false),
            ("((((((){999}){999}){999}){999}){999}).*", true), ("((((.*)*)*)*)*x", false),
        ])
    func whole(pattern: String, isMatch: Bool) throws {
        #expect(try ModulePattern(pattern).matches(Self.name) == isMatch)
    }

    @Test(
        "may match the end from behind a full stop",
        arguments: [
            ("q_proj", true), ("proj", false), ("self_attn.q_proj", true), ("^model.layers.12.self_attn.q_proj", true),
            ("^self_attn.q_proj", false), (#"layers\.\d+\.self_attn\.[qk]_proj"#, true), ("layers", false),
        ])
    func end(pattern: String, isMatch: Bool) throws {
        #expect(try ModulePattern(pattern).matchesEnd(of: Self.name) == isMatch)
    }

    @Test(
        "that is not known, or too much, is refused",
        arguments: [
            "(", ")", "[", "a{3,2}", "*", #"\"#, #"\b"#, "(?=x)", "(?P<n>x)", "a{9999}", "[b-a]",
            "((((((a{99}){99}){99}){99}){99}){99})", String(repeating: "(", count: 500),
            String(repeating: "a", count: 20_000),
        ])
    func refused(pattern: String) {
        #expect(throws: ModulePattern.Unsupported.self) { try ModulePattern(pattern) }
    }
}
