import Foundation
import Hone
import HoneCore
import Testing

@Suite struct CommandTemplateTests {
    let space: SearchSpace

    init() throws {
        space = try SearchSpace([
            Parameter("lr", .float(low: 1e-5, high: 1, scale: .log, step: nil)),
            Parameter("opt", .categorical(["adam", "sgd"])),
            Parameter(
                "momentum", .float(low: 0, high: 1, scale: .linear, step: nil),
                if: [Condition(parent: "opt", values: ["sgd"])]),
        ])
    }

    private func words(_ command: [String], _ configuration: Configuration, appends: Bool = true) throws -> [String] {
        try CommandTemplate(command, space: space, appendsParameters: appends).arguments(for: configuration)
    }

    @Test func placeholdersAreReplacedWithShortestNumbers() throws {
        #expect(try words(["p", "--lr={lr}", "{opt}"], ["lr": 0.1, "opt": "adam"]) == ["p", "--lr=0.1", "adam"])
        #expect(try words(["p", "{lr}"], ["lr": 1e-05, "opt": "adam"]) == ["p", "1e-05"])
    }

    @Test func anArgumentOfAnInactiveParameterIsDropped() throws {
        let command = ["p", "--momentum={momentum}", "{lr}"]
        #expect(try words(command, ["lr": 0.1, "opt": "adam"]) == ["p", "0.1"])
        #expect(try words(command, ["lr": 0.1, "opt": "sgd", "momentum": 0.9]) == ["p", "--momentum=0.9", "0.1"])
    }

    @Test func withoutPlaceholdersParametersAreAppended() throws {
        #expect(try words(["p", "x y"], ["lr": 0.1, "opt": "adam"]) == ["p", "x y", "--lr=0.1", "--opt=adam"])
        #expect(try words(["p"], ["lr": 0.1, "opt": "adam"], appends: false) == ["p"])
    }

    @Test func bracesOfOtherKindsAreText() throws {
        let configuration: Configuration = ["lr": 0.1, "opt": "adam"]
        #expect(try words(["p", "{{lr}}"], configuration, appends: false) == ["p", "{lr}"])
        #expect(try words(["p", #"{"a": {"b": 1}}"#], configuration, appends: false) == ["p", #"{"a": {"b": 1}}"#])
        #expect(
            try words(["p", "{ print $1 }", "{}", "{", "}"], configuration, appends: false) == [
                "p", "{ print $1 }", "{}", "{", "}",
            ])
    }

    @Test func aPlaceholderWithoutParameterNamesTheNearest() {
        #expect {
            try CommandTemplate(["p", "--lr={lt}"], space: space)
        } throws: { error in
            "\(error)"
                == "command: {lt} in \"--lr={lt}\" is not a parameter; did you mean lr?; write {{lt}} for the text itself"
        }
    }

    @Test func theShellTextCanBePasted() {
        #expect(
            CommandTemplate.shellText(["python", "a b.py", "--lr=1e-3", "it's", ""])
                == "python 'a b.py' --lr=1e-3 'it'\\''s' ''")
    }
}
