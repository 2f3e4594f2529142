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

    private func configurations(_ space: SearchSpace, _ places: [Double]) -> [Configuration] {
        places.map { place in
            space.configuration { $0.domain.value(atUnit: $0.name == "lr" ? place : 0.5) }
        }
    }

    @Test("The mean of the surfaces has its valley where the past tasks had theirs")
    func surface() throws {
        let knowledge = try #require(PastKnowledge(try study(), families: [try family()]))
        let space = try space()
        let values = knowledge.means(
            knowledge.values(configurations(space, (0...20).map { Double($0) / 20 })))
        let best = try #require(values.indices.min { values[$0] < values[$1] })
        #expect((8...12).contains(best))
        #expect(values[0] > values[best] + 1)
    }

    @Test("A study with half of the past parameters or fewer gets no surface, one with a further parameter does")
    func otherSpace() throws {
        let families = [try family()]
        #expect(PastKnowledge(try study(["lr", "depth"]), families: families) == nil)
        #expect(PastKnowledge(try study(["lr", "width", "depth"]), families: families) != nil)
        #expect(PastKnowledge(try study(["width", "lr"]), families: families)?.likeness == 1)
    }

    @Test("Past trials serve a study with other ranges and another name for a parameter, beyond their own range too")
    func otherRanges() throws {
        let space = try SearchSpace([
            Parameter("learning_rate", .float(low: 0.01, high: 10, scale: .log, step: nil)),
            Parameter("width", .float(low: 0.01, high: 0.5, scale: .linear, step: nil)),
        ])
        var study = try study()
        study.space = space
        let knowledge = try #require(PastKnowledge(study, families: [try family()]))
        // The past valley lies at lr = 0.0316.
        let places = [0.0, 1.0 / 6, 0.4, 0.65, 1]
        let configurations = places.map { place in
            space.configuration { $0.domain.value(atUnit: $0.name == "learning_rate" ? place : 0.2) }
        }
        let values = knowledge.values(configurations)
        let means = knowledge.means(values)
        #expect(means.indices.min { means[$0] < means[$1] } == 1)
        #expect(values[4].variance > 2 * values[1].variance)
    }

    @Test("A user's own studies of one program count though each has its own range")
    func groups() throws {
        var narrow = try entry("c", unit: 0.5, level: 0.2)
        narrow.task.id = "t/mlp/c"
        narrow.task.space = try SearchSpace([
            Parameter("lr", .float(low: 0.001, high: 2, scale: .log, step: nil)),
            Parameter("width", .float(low: 0.001, high: 1, scale: .log, step: nil)),
        ])
        let groups = FamilySummary.groups([try entry("a", unit: 0.2, level: 0.1), narrow])
        #expect(groups.count == 2)
        #expect(PastKnowledge(try study(), families: groups)?.names.count == 2)
    }

    @Test("Tasks on data of the study's size weigh more than others")
    func weights() throws {
        var small = try entry("a", unit: 0.2, level: 0.1)
        var large = try entry("b", unit: 0.2, level: 0.1)
        small.task.task.facts = ["rows": 100]
        large.task.task.facts = ["rows": 100_000]
        var study = try study()
        study.task.facts = ["rows": 150]
        let family = try #require(FamilySummary([small, large]))
        let knowledge = try #require(PastKnowledge(study, families: [family]))
        #expect(knowledge.names == ["a", "b"])
        #expect(knowledge.weights[0] > 0.8)
    }

    @Test("Of too many trials the best are kept, and of the others some of every rank")
    func subset() {
        let values = (0..<1000).map { Double(($0 * 379) % 1000) }
        let kept = ObservationSubset.indices(of: values, atMost: 100).map { values[$0] }.sorted()
        #expect(kept.count == 100)
        #expect(Array(kept.prefix(50)) == (0..<50).map(Double.init))
        #expect(kept[99] > 950 && kept[75] > 400 && kept[75] < 650)
        #expect(ObservationSubset.indices(of: [3, 1, 2], atMost: 3) == [0, 1, 2])
    }

    @Test("Units are taken from the same figure only, wherever it was measured")
    func units() throws {
        let families = [try family()]
        func unit(_ metric: String) throws -> FamilySummary.Spread? {
            PriorScale(try study(metric: metric), families: families, bins: 20).logScale
        }
        for same in ["error", "cv_error", "val_error"] { #expect(try unit(same) != nil) }
        for other in ["loss", "log10_error", "error_seconds"] { #expect(try unit(other) == nil) }
        #expect(PriorScale(try study(), families: [], bins: 20).shape.count == 20)
        #expect(!MetricName.areSame(Objective(.minimize, "loss"), Objective(.minimize, "log10_loss")))
        #expect(!MetricName.areSame(Objective(.minimize, "error"), Objective(.maximize, "error")))
    }

    @Test("What a metric's name rules out is not predicted, unless values show otherwise")
    func bounds() {
        let error = MetricBounds(Objective(.minimize, "cv_error"), values: [0.1])
        #expect(error.clamped(-0.046) == 0 && error.clamped(3) == 3)
        let accuracy = MetricBounds(Objective(.maximize, "val_accuracy"), values: [0.9])
        #expect(accuracy.clamped(1.2) == 1 && accuracy.clamped(-1) == 0)
        #expect(MetricBounds(Objective(.maximize, "accuracy"), values: [91]).clamped(104) == 100)
        #expect(MetricBounds(Objective(.minimize, "log_loss"), values: [-3]).clamped(-5) == -5)
        #expect(MetricBounds(Objective(.minimize, "log10_mse"), values: [-3]).clamped(-5) == -5)
        #expect(MetricBounds(Objective(.maximize, "score"), values: [0.5]).clamped(7) == 7)
    }
}

@Suite("How like past programs a study is")
struct ProgramMatchTests {
    private func space(_ names: [String]) throws -> SearchSpace {
        try SearchSpace(names.map { Parameter($0, .float(low: 0.001, high: 1, scale: .log, step: nil)) })
    }

    private func study(_ names: [String], model: String? = "mlp", context: String? = nil, metric: String = "error")
        throws -> StudyDescription
    {
        StudyDescription(
            name: "s", objectives: [Objective(.minimize, metric)], task: TaskDescription(model: model),
            context: context, space: try space(names))
    }

    private func task(_ names: [String] = ["lr", "width", "depth"]) throws -> PastTask {
        PastTask(
            id: "t/mlp/a", family: "mlp", task: TaskDescription(model: "mlp", dataset: "a"),
            summary: "multilayer perceptron network, 20 epochs", space: try space(names),
            objective: Objective(.minimize, "error"), source: "t")
    }

    @Test("The same program and parameters are within tested support, in any order and with the usual short forms")
    func same() throws {
        for names in [["lr", "width", "depth"], ["depth", "lr", "width"], ["learning_rate", "width", "depth"]] {
            let match = ProgramMatch(try study(names), try task())
            #expect(match.isTested && match.likeness == 1)
            #expect(match.summary.contains("all 3 parameters known"))
        }
    }

    @Test("A word in common does not make another program one that was tested")
    func coffee() throws {
        let match = ProgramMatch(try study(["coffee", "milk"], model: nil, context: "network"), try task())
        #expect(!match.isTested && !match.isUsable)
        #expect(match.likeness < 0.2)
        let renamed = ProgramMatch(try study(["lr", "width", "depth"], model: nil, context: "network"), try task())
        #expect(!renamed.isTested)
    }

    @Test("Unknown parameters, other ranges and other kinds of figure are not tested, and are named")
    func strange() throws {
        let more = ProgramMatch(try study(["lr", "width", "depth", "dropout"]), try task())
        #expect(!more.isTested && more.isUsable && more.summary.contains("unknown: dropout"))
        var study = try study(["lr", "width", "depth"])
        study.space = try SearchSpace([
            Parameter("lr", .float(low: 10, high: 1000, scale: .log, step: nil)),
            Parameter("width", .float(low: 0.001, high: 1, scale: .log, step: nil)),
            Parameter("depth", .float(low: 0.001, high: 1, scale: .log, step: nil)),
        ])
        let ranges = ProgramMatch(study, try task())
        #expect(!ranges.isTested && ranges.summary.contains("other ranges: lr"))
        let seconds = ProgramMatch(try self.study(["lr", "width", "depth"], metric: "train_seconds"), try task())
        #expect(!seconds.isTested && !seconds.isUsable)
    }
}
