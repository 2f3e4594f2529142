import Hone
import HoneCore
import Testing

@Suite("--task and describe") struct TaskFlagTests {
    @Test func namesModelAndDatasetAndReadsFactsAsTheFileDoes() throws {
        let flag = try TaskFlag(
            parsing: #"model=mlp, dataset=digits,rows=1797,share=.5,kind="7",balanced=true,note=no"#)
        #expect(flag.task.model == "mlp")
        #expect(flag.task.dataset == "digits")
        #expect(flag.task.facts == ["rows": 1797, "share": 0.5, "kind": "7", "balanced": true, "note": "no"])
        let file = try StudyFile.decode(
            "task: {model: mlp, dataset: digits, facts: {rows: 1797, share: .5, kind: \"7\", balanced: true, note: no}}",
            name: "study.yaml")
        #expect(file.task == flag.task)
    }

    @Test func namesAndTextsOfNumbersStayTexts() throws {
        let flag = try TaskFlag(parsing: "model=010,dataset=32")
        #expect(flag.task.model == "010")
        #expect(flag.task.dataset == "32")
    }

    @Test func goesOverAFileAndLeavesWhatItDoesNotName() throws {
        var draft = try StudyFile.decode(
            "task: {model: mlp, dataset: digits, facts: {rows: 10, classes: 2}}", name: "study.yaml")
        draft.add(try TaskFlag(parsing: "rows=20,model=svm"))
        #expect(draft.task == TaskDescription(model: "svm", dataset: "digits", facts: ["rows": 20, "classes": 2]))
    }

    @Test(
        "says what is wrong with a flag",
        arguments: [
            ("rows", "no name and value"), ("=5", "no name and value"), ("rows=1,rows=2", "given twice"),
            ("rows=", "has no value"), ("rows=1,,a=2", "a pair is missing"), ("model=\"mlp", "not closed"),
        ])
    func saysWhatIsWrong(_ text: String, _ message: String) {
        let error = #expect(throws: DescriptionError.self) { try TaskFlag(parsing: text) }
        #expect(error?.description.contains(message) == true)
        #expect(error?.place == "--task \(text)")
    }

    @Test func remarksOnAFactThatWasProbablyMeantOtherwise() throws {
        #expect(try TaskFlag(parsing: "samples=5").remark?.contains("did you mean rows?") == true)
        #expect(try TaskFlag(parsing: "feature=5").remark?.contains("did you mean features?") == true)
        #expect(try TaskFlag(parsing: "rows=5,prices=3").remark == nil)
    }

    // MARK: - describe

    @Test func aParameterIsDescribedInFilesAndFlagsAlike() throws {
        let file = try StudyFile.decode(
            "parameters:\n  lr: {type: float, low: 0, high: 1, describe: \"step size:\\n  of Adam\"}\n", name: "s.yaml")
        var draft = file
        draft.setObjectives([Objective(.minimize, "loss")], place: "here")
        draft.name = "s"
        let flag = try ParameterFlag(parsing: "lr=0.0:1:describe=\"step size: of Adam\"")
        #expect(try draft.build().space.parameters == [flag.parameter])
        #expect(flag.parameter.meaning == "step size: of Adam")
    }

    @Test(
        "a description in a flag has commas and quotes, and every flag reads back",
        arguments: [
            ("opt=adam,sgd:describe=the optimiser, Adam or SGD", "the optimiser, Adam or SGD"),
            ("x=0.0:1:log:describe=5:default=0.5", "5"), ("x=1:8:describe=\"a \\\"wide\\\" one\"", "a \"wide\" one"),
            ("x=1:8:describe=true", "true"),
        ])
    func readsBack(_ text: String, _ meaning: String) throws {
        let parameter = try ParameterFlag(parsing: text).parameter
        #expect(parameter.meaning == meaning)
        let written = try #require(ParameterFlag.text(for: parameter))
        #expect(try ParameterFlag(parsing: written).parameter == parameter)
    }

    @Test func aColonOutsideQuotesIsRefusedInADescription() {
        for text in ["x=0:1:describe=a: b", "opt=adam,sgd:describe=a:b", "x=1:8:describe="] {
            #expect(throws: DescriptionError.self) { try ParameterFlag(parsing: text) }
        }
    }

    @Test func longAndHostileDescriptionsAreRefused() throws {
        for meaning in [String(repeating: "a", count: 1001), "a\u{1B}[31mred", "\u{202E}abc"] {
            #expect(throws: SpaceError.self) { try SearchSpace([Parameter.int("x", 1...8).describe(meaning)]) }
        }
        #expect(try SearchSpace([Parameter.int("x", 1...8).describe(" \n ")]).parameters[0].meaning == nil)
    }

    @Test func aDescriptionIsADifferenceThatLeavesTrialsUsable() throws {
        let plain = try SearchSpace([.int("x", 1...8)])
        let described = try SearchSpace([Parameter.int("x", 1...8).describe("depth")])
        #expect(plain != described)
        #expect(plain.hasSameConfigurations(as: described))
        #expect(plain.described(as: described) == described)
        #expect(described.described(as: plain) == described)
        func study(_ space: SearchSpace) -> StudyDescription {
            StudyDescription(name: "s", objectives: [Objective(.minimize, "loss")], space: space)
        }
        #expect(
            DescriptionDifference.lines(from: study(plain), to: study(described)) == [
                "parameters.x: int 1...8 -> int 1...8, described as depth"
            ])
        let trial = Trial(
            number: 0, configuration: ["x": 3], suggestion: SuggestionRecord(origin: "test"), descriptionVersion: 1)
        let versions = [1: study(plain), 2: study(described)]
        #expect(trial.adapted(to: study(described), version: 2, versions: versions) != nil)
    }

    @Test func aDescriptionSurvivesTheStoreAndOldStoresHaveNone() throws {
        let described = try SearchSpace([Parameter.int("x", 1...8).describe("depth")])
        let text = try ExactJSONEncoder().text(of: described)
        #expect(text.contains(#""describe":"depth""#))
        #expect(try ExactJSONDecoder.decode(SearchSpace.self, from: text.utf8) == described)
        let old = #"{"parameters":[{"name":"x","type":"int","low":1,"high":8}]}"#
        #expect(try ExactJSONDecoder.decode(SearchSpace.self, from: old.utf8).parameters[0].meaning == nil)
    }
}
