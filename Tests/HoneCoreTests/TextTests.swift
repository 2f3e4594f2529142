import HoneCore
import Testing

@Suite("Text") struct TextTests {
    @Test(
        "of a number has the digits asked for",
        arguments: [
            (0.0243, "0.0243"), (1.0, "1.00"), (12345.678, "12346"), (0.0000123, "1.23e-05"), (9.9999, "10.0"),
            (-0.5, "-0.500"),
            (1e9, "1.00e+09"), (123.456, "123"), (0, "0"), (.nan, "nan"), (-.infinity, "-inf"), (0.00099996, "0.00100"),
            (5e-324, "4.94e-324"), (-2.5e-310, "-2.50e-310"), (1.5e-291, "1.50e-291"), (1.797e308, "1.80e+308"),
        ])
    func significant(number: Double, text: String) {
        #expect(number.formatted(significantDigits: 3) == text)
    }

    @Test("of a value reads back as that value")
    func roundTrip() {
        for value in [0.1, 1e-5, 1.0 / 3, 5e-324, 1.7976931348623157e308, -2.5] {
            #expect(ParameterValue(parsing: ParameterValue.float(value).description) == .float(value))
        }
        #expect(ParameterValue(parsing: "1.0") == .float(1))
        #expect(ParameterValue(parsing: "1") == .int(1))
        #expect(ParameterValue(parsing: "no") == .string("no"))
        #expect(ParameterValue(parsing: "010") == .int(10))
        #expect(ParameterValue(parsing: "1e-3") == .float(0.001))
        #expect(ParameterValue(parsing: "nan") == .string("nan"))
        #expect(ParameterValue(parsing: "true") == .bool(true))
    }

    @Test(
        "of a duration is read as people write it",
        arguments: [("90", 90.0), ("90s", 90), ("10m", 600), ("1h30m", 5400), ("1.5h", 5400), ("2d", 172_800)])
    func durations(text: String, seconds: Double) {
        #expect(Duration(text: text)?.inSeconds == seconds)
    }

    @Test("that is no duration is refused", arguments: ["", "m", "10x", "-5m", "1h30", "ten"])
    func noDurations(text: String) {
        #expect(Duration(text: text) == nil)
    }

    @Test("of a clock has minutes and seconds")
    func clock() {
        #expect(Duration.seconds(48).clockText == "0:48")
        #expect(Duration.seconds(161).clockText == "2:41")
        #expect(Duration.seconds(3725).clockText == "1:02:05")
    }

    @Test(
        "of a misspelt name finds the one that was meant",
        arguments: [
            ("objektive", "objective"), ("paralel", "parallel"), ("lrr", "lr"), ("comand", "command"), ("LR", "lr"),
        ])
    func nearest(name: String, meant: String) {
        #expect(NearestName.find(name, among: ["objective", "parallel", "lr", "command"]) == meant)
    }

    @Test("far from every name finds none")
    func far() {
        #expect(NearestName.find("zzzzzz", among: ["objective", "lr"]) == nil)
    }

    @Test("that identifies a configuration tells text from numbers but not 1 from 1.0")
    func keys() {
        #expect((["a": 1] as Configuration).key == (["a": 1.0] as Configuration).key)
        #expect((["a": 1] as Configuration).key != (["a": "1"] as Configuration).key)
        #expect((["a": 1, "b": 2] as Configuration).key == (["b": 2, "a": 1] as Configuration).key)
    }
}

@Suite("A history") struct TrialHistoryTests {
    @Test("knows the best complete trial, the earliest of equals, in the objective's direction")
    func best() {
        let values: [Double?] = [0.3, 0.1, nil, 0.1, .nan]
        let trials = values.enumerated().map { index, value in
            Trial(
                number: index, state: value == nil ? .failed : .complete, configuration: ["x": .int(index)],
                values: value.map { [$0] } ?? [])
        }
        let history = TrialHistory(trials: trials)
        #expect(history.best(for: Objective(.minimize, "loss"))?.number == 1)
        #expect(history.best(for: Objective(.maximize, "loss"))?.number == 0)
    }

    @Test("does not hold a lost machine against a configuration")
    func taken() {
        let lost = Trial(number: 0, state: .failed, configuration: ["x": 1], failure: TrialFailure(.lost, ""))
        let crashed = Trial(number: 1, state: .failed, configuration: ["x": 2], failure: TrialFailure(.exit, ""))
        let running = Trial(number: 2, state: .running, configuration: ["x": 3])
        let history = TrialHistory(trials: [lost, crashed, running])
        #expect(Set(history.taken.keys) == Set([crashed, running].map(\.configuration.key)))
        #expect(history.evidentFailures.isEmpty)
    }
}
