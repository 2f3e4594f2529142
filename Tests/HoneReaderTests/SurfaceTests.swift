import HoneCore
import HoneKernels
import HoneReader
import Testing

struct SurfaceTests {
    private func tasks(_ count: Int) throws -> [ReaderTask] {
        try RandomStudies.tasks(count).enumerated().map { index, task in
            var task = task
            task.dataset = "data \(index / 2)"
            return task
        }
    }

    @Test func surfacesOfOtherTasksRankATasksTrials() throws {
        var tasks = try tasks(8)
        let sources = tasks
        ProgramSurfaces.attach(sources, to: &tasks, threads: ComputeThreads(2))
        for task in tasks {
            #expect(task.surfaces.count == task.trials.count)
            let (a, b) = (Ranks.shares(task.surfaces.map { Double($0.mean) }), Ranks.shares(task.values))
            let covariance = zip(a, b).reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) }
            #expect(12 * covariance / Double(a.count) > 0.7)
        }
    }

    @Test func theTasksOwnDatasetIsLeftOut() throws {
        var tasks = try tasks(2)
        let sources = tasks
        ProgramSurfaces.attach(sources, to: &tasks, threads: ComputeThreads(1))
        #expect(tasks.allSatisfy { $0.surfaces.isEmpty })
        let surfaces = try #require(ProgramSurfaces(sources))
        #expect(surfaces.estimates(sources[0].trials, leavingOut: "data 0").isEmpty)
        #expect(surfaces.estimates(sources[0].trials).count == sources[0].trials.count)
    }

    @Test func aSurfaceIsTheKernelRidgeThroughItsTask() throws {
        let parameter = ReaderTask.Parameter(name: "x", domain: .float(low: 0, high: 1, scale: .linear, step: nil))
        let places: [Float] = [0, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.9, 1]
        let task = try ReaderTask(
            program: "p", parameters: [parameter], facts: [],
            trials: places.map { ReaderTrial(values: [.init(unit: $0)]) }, values: places.map(Double.init))
        let surfaces = try #require(ProgramSurfaces([task]))
        let asked = surfaces.estimates([0, 0.4, 1].map { ReaderTrial(values: [.init(unit: $0)]) })
        // numpy: with K the Matérn 5/2 of lengthscale .35 over the places, q the mid-ranks less a half,
        // .5 + k(x, places) @ solve(K + .1 * eye(9), q)
        #expect(zip(asked, Self.expected).allSatisfy { abs($0.mean - $1) < 1e-4 && $0.deviation == 0.25 })
    }

    private static let expected: [Float] = [0.10609, 0.44809, 0.89152]

    @Test func tasksOfOtherSpacesSayNothing() throws {
        var tasks = try tasks(4)
        var sources = tasks
        for index in sources.indices { sources[index].parameters[1].name = "D" }
        ProgramSurfaces.attach(sources, to: &tasks, threads: ComputeThreads(1))
        #expect(tasks.allSatisfy { $0.surfaces.isEmpty })
    }
}
