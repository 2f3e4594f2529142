import HoneCore
import Testing

@Suite("A study begins with its default")
struct DefaultSuggestionTests {
    private func study(default value: ParameterValue?, uses: Bool = true) throws -> StudyDescription {
        let x = Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil), default: value)
        return StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")], space: try SearchSpace([x]), usesDefault: uses)
    }

    @Test("before there is any trial")
    func first() throws {
        let suggestion = try study(default: 0.25).defaultSuggestion(after: TrialHistory())
        #expect(suggestion?.configuration == ["x": 0.25])
        #expect(suggestion?.record.origin == "default")
    }

    @Test("but not once there is one, not without a default, and not where it is unwanted")
    func none() throws {
        let begun = TrialHistory(trials: [Trial(number: 0, state: .failed, configuration: ["x": 0.5])], revision: 1)
        #expect(try study(default: 0.25).defaultSuggestion(after: begun) == nil)
        #expect(try study(default: nil).defaultSuggestion(after: TrialHistory()) == nil)
        #expect(try study(default: 0.25, uses: false).defaultSuggestion(after: TrialHistory()) == nil)
    }
}
