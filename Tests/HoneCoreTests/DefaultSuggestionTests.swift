import HoneCore
import Testing

@Suite("A study begins with its default")
struct DefaultSuggestionTests {
    private func study(default value: ParameterValue?, uses: Bool = true) throws -> StudyDescription {
        let x = Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil), default: value)
        return StudyDescription(
            name: "s", objectives: [Objective(.minimize, "loss")], space: try SearchSpace([x]), usesDefault: uses)
    }

    @Test("where it has one")
    func first() throws {
        let suggestion = try study(default: 0.25).defaultSuggestion
        #expect(suggestion?.configuration == ["x": 0.25])
        #expect(suggestion?.record.origin == "default")
    }

    @Test("but not without a default, and not where it is unwanted")
    func none() throws {
        #expect(try study(default: nil).defaultSuggestion == nil)
        #expect(try study(default: 0.25, uses: false).defaultSuggestion == nil)
    }
}
