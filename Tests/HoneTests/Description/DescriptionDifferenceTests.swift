import Hone
import HoneCore
import HoneNumerics
import Testing

@Suite("The difference of two descriptions") struct DescriptionDifferenceTests {
    typealias Change = @Sendable (inout Parts) -> Void

    /// Everything that a description is made of, as plain parts.
    struct Parts: Hashable {
        var description: StudyDescription
        var parameters: [Parameter]
        var constraints: [String] = ["a <= b"]

        func built() throws -> StudyDescription {
            var result = description
            result.space = try SearchSpace(parameters, constraints: try constraints.map { try Constraint(parsing: $0) })
            return result
        }
    }

    static func parts() throws -> Parts {
        let parameters = [
            Parameter("a", .float(low: 1, high: 8, scale: .linear, step: nil), default: 2.0),
            Parameter("b", .int(low: 1, high: 64, scale: .linear, step: nil)),
            Parameter("c", .categorical([1, 2, "x"])),
            Parameter("d", .ordinal([1, 2, 4], scale: nil), if: [Condition(parent: "c", values: [1])]),
            Parameter("e", .fixed(1.0)),
        ]
        let description = StudyDescription(
            name: "s", command: ["sh", "-c", "echo loss: 1", "{a}"], objectives: [Objective(.minimize, "loss")],
            task: TaskDescription(model: "mlp", dataset: "digits", facts: ["rows": 1000, "kind": "1"]),
            context: "a program", space: try SearchSpace(parameters))
        return Parts(description: description, parameters: parameters)
    }

    /// One change each, many of which leave a naive text as it is.
    static let changes: [(name: String, change: Change)] = [
        ("command", { $0.description.command = ["sh", "-c", "echo", "loss:", "1", "{a}"] }),
        ("command", { $0.description.command = [] }),
        ("command", { $0.description.command[2] += " " }),
        ("objective", { $0.description.objectives = [Objective(.maximize, "loss")] }),
        ("objective", { $0.description.objectives = [Objective(.minimize, "time")] }),
        ("objective", { $0.description.objectives = [Objective(.minimize, "loss", stepValue: .best)] }),
        ("task.model", { $0.description.task.model = nil }),
        ("task.model", { $0.description.task.model = "" }),
        ("task.dataset", { $0.description.task.dataset = "iris" }),
        ("task.facts.rows", { $0.description.task.facts["rows"] = 1000.0 }),
        ("task.facts.rows", { $0.description.task.facts["rows"] = "1000" }),
        ("task.facts.kind", { $0.description.task.facts["kind"] = 1 }),
        ("task.facts.new", { $0.description.task.facts["new"] = "" }),
        ("context", { $0.description.context = nil }),
        ("context", { $0.description.context = "" }),
        ("parameters.a", { $0.parameters[0].domain = .float(low: 1, high: 8, scale: .log, step: nil) }),
        ("parameters.a", { $0.parameters[0].domain = .float(low: 1, high: 8, scale: .linear, step: 0.5) }),
        ("parameters.a", { $0.parameters[0].domain = .int(low: 1, high: 8, scale: .linear, step: nil) }),
        (
            "parameters.a",
            { $0.parameters[0].domain = .float(low: 1, high: 8.000000000000002, scale: .linear, step: nil) }
        ),
        ("parameters.a", { $0.parameters[0].defaultValue = nil }),
        ("parameters.a", { $0.parameters[0].defaultValue = 2.5 }),
        ("parameters.b", { $0.parameters[1].defaultValue = 2 }),
        ("parameters.c", { $0.parameters[2].domain = .categorical([1, "2", "x"]) }),
        ("parameters.c", { $0.parameters[2].domain = .categorical([1, 2.0, "x"]) }),
        ("parameters.c", { $0.parameters[2].domain = .categorical([1, 2, "x "]) }),
        ("parameters.c", { $0.parameters[2].domain = .categorical([1, "2, x"]) }),
        ("parameters.c", { $0.parameters[2].domain = .categorical([2, 1, "x"]) }),
        ("parameters.c", { $0.parameters[2].domain = .ordinal([1, 2, "x"], scale: nil) }),
        ("parameters.d", { $0.parameters[3].domain = .ordinal([1, 2, 4], scale: .log) }),
        ("parameters.d", { $0.parameters[3].domain = .ordinal([1, 2, 4], scale: .linear) }),
        ("parameters.d", { $0.parameters[3].conditions = [Condition(parent: "c", values: ["x"])] }),
        ("parameters.d", { $0.parameters[3].conditions = [Condition(parent: "c", values: [1, 2])] }),
        ("parameters.d", { $0.parameters[3].conditions = [] }),
        ("parameters.e", { $0.parameters[4].domain = .fixed(1) }),
        ("parameters.e", { $0.parameters[4].domain = .fixed("1.0") }),
        ("parameters.e", { $0.parameters.removeLast() }),
        ("parameters.f", { $0.parameters.append(Parameter("f", .fixed(""))) }),
        ("order of parameters", { $0.parameters.swapAt(0, 1) }),
        ("constraints", { $0.constraints = ["a < b"] }),
        ("constraints", { $0.constraints = [] }),
        ("constraints", { $0.constraints.append("a > 1") }),
        ("optimizer", { $0.description.optimizer.name = "gp" }),
        ("seed", { $0.description.seed = .max }),
        ("useDefault", { $0.description.usesDefault = false }),
        ("metricRegex", { $0.description.running.metricRegex = "loss (.*)" }),
        ("metricRegex", { $0.description.running.metricRegex = "" }),
        ("appendParameters", { $0.description.running.appendsParameters = false }),
    ]

    @Test("says every change, by the name of what changed and with two different texts", arguments: changes.indices)
    func single(index: Int) throws {
        let (name, change) = Self.changes[index]
        let before = try Self.parts()
        var after = before
        change(&after)
        let lines = DescriptionDifference.lines(from: try before.built(), to: try after.built())
        #expect(lines.count == 1, "\(lines)")
        let line = try #require(lines.first)
        #expect(line.hasPrefix(name + ": "))
        let sides = line.dropFirst(name.count + 2).components(separatedBy: " -> ")
        #expect(sides.count != 2 || sides[0] != sides[1], "\(line)")
    }

    @Test("says something for any pair of different descriptions, and nothing for equal ones, stored or not")
    func pairs() throws {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<400 {
            var sides: [StudyDescription] = []
            for _ in 0..<2 {
                var parts = try Self.parts()
                for _ in 0..<generator.integer(below: 4) {
                    Self.changes[generator.integer(below: Self.changes.count)].change(&parts)
                }
                guard let built = try? parts.built() else { continue }
                sides.append(built)
            }
            guard sides.count == 2 else { continue }
            let isSame = sides[0] == sides[1]
            #expect(DescriptionDifference.lines(from: sides[0], to: sides[1]).isEmpty == isSame)
            let text = try ExactJSONEncoder().text(of: sides[0])
            let stored = try ExactJSONDecoder.decode(StudyDescription.self, from: text.utf8)
            #expect(DescriptionDifference.lines(from: stored, to: sides[0]).isEmpty)
            #expect(stored == sides[0])
        }
    }

    @Test("does not count how long a study runs or what auto came to")
    func settings() throws {
        let before = try Self.parts().built()
        var after = before
        after.running.trials = 7
        after.running.parallel = 3
        after.running.trialTimeout = 10
        after.optimizer.resolved = .init(name: "gp", reason: "because")
        #expect(DescriptionDifference.lines(from: before, to: after).isEmpty)
    }
}
