import Foundation
import HoneCore
import HoneSearch
import Testing

@Suite("What past tasks say of a study")
struct PastTasksTests {
    private func space(_ names: [String] = ["lr", "width"]) throws -> SearchSpace {
        try SearchSpace(names.map { Parameter($0, .float(low: 0.001, high: 1, scale: .log, step: nil)) })
    }

    /// Tasks whose error rises with the distance of lr from the middle; `unit` and `level` differ between datasets.
    private func entry(_ dataset: String, unit: Double, level: Double, metric: String = "error") throws
        -> PastTrialsSnapshot.Entry
    {
        let space = try space()
        let trials = (0..<40).map { index -> PastTrial in
            let place = Double(index) / 39
            let configuration: Configuration = [
                "lr": space.parameters[0].domain.value(atUnit: place),
                "width": space.parameters[1].domain.value(atUnit: (Double(index * 7 % 40)) / 39),
            ]
            return PastTrial(id: "\(index)", configuration: configuration, value: level + unit * abs(place - 0.5))
        }
        let task = PastTask(
            id: "t/mlp/\(dataset)", family: "mlp", task: TaskDescription(model: "mlp", dataset: dataset), space: space,
            objective: Objective(.minimize, metric), source: "t")
        return PastTrialsSnapshot.Entry(task: task, trials: trials)
    }

    private func family() throws -> FamilySummary {
        try #require(FamilySummary([entry("a", unit: 0.2, level: 0.1), entry("b", unit: 0.8, level: 0.3)]))
    }

    private func study(_ names: [String] = ["lr", "width"], metric: String = "error") throws -> StudyDescription {
        StudyDescription(
            name: "s", objectives: [Objective(.minimize, metric)], task: TaskDescription(model: "mlp"),
            space: try space(names))
    }

    @Test("A family is summarised by shape, unit and level of its tasks")
    func summary() throws {
        let family = try family()
        #expect(family.tasks == 2)
        #expect(family.trials == 80)
        // The values are unit * |place - 1/2|: median unit / 4, 5 % quantile nearly 0.
        #expect(abs(family.logScale.mean - log((0.8 * 0.2).squareRoot() * 0.225)) < 0.1)
        #expect(abs(family.level.mean - (0.1 + 0.05 + 0.3 + 0.2) / 2) < 0.01)
        #expect(zip(family.shape, family.shape.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(abs(family.shape[99] + family.shape[100]) < 0.1)
    }

    @Test("The mean surface has its valley where the past tasks had theirs")
    func surface() throws {
        let surface = try #require(MeanSurface(try family(), for: try space()))
        let space = try space()
        let values = surface.values(
            (0...20).map { place in
                space.configuration { $0.domain.value(atUnit: $0.name == "lr" ? Double(place) / 20 : 0.5) }
            })
        let best = try #require(values.indices.min { values[$0] < values[$1] })
        #expect((8...12).contains(best))
        #expect(values[0] > values[best] + 1)
    }

    @Test("A study without one of the past parameters gets no surface")
    func otherSpace() throws {
        #expect(MeanSurface(try family(), for: try space(["lr", "depth"])) == nil)
        #expect(MeanSurface(try family(), for: try space(["lr", "width", "depth"])) != nil)
    }

    @Test("Units are taken from the same metric only")
    func units() throws {
        let families = [try family()]
        #expect(PriorScale(try study(), families: families, bins: 20).logScale != nil)
        #expect(PriorScale(try study(metric: "cv_error"), families: families, bins: 20).logScale != nil)
        #expect(PriorScale(try study(metric: "loss"), families: families, bins: 20).logScale == nil)
        #expect(PriorScale(try study(), families: [], bins: 20).shape.count == 20)
    }

    @Test("Distance is 0 for the same program and space, grows with what differs, and knows short forms")
    func distance() throws {
        let family = try family()
        #expect(SupportDistance.between(try study(), and: family) == 0)
        let renamed = SupportDistance.between(try study(["learning_rate", "width"]), and: family)
        #expect(renamed < 0.01)
        let other = SupportDistance.between(try study(["lr", "dropout", "depth"]), and: family)
        #expect(other > 0.2 && other < 0.5)
        var stranger = try study(["alpha", "beta"])
        stranger.task.model = "compiler"
        #expect(SupportDistance.between(stranger, and: family) > 0.9)
    }
}
