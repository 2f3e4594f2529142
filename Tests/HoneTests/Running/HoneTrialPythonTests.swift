import Foundation
import Hone
import HoneCore
import Testing

/// The Python module beside the repository's root.
@Suite struct HoneTrialPythonTests {
    let bench: StudyBench

    init() throws {
        bench = try StudyBench()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        try FileManager.default.copyItem(
            atPath: root.path + "/python/hone_trial.py", toPath: bench.path("hone_trial.py"))
        try bench.write(
            "train.py",
            """
            import hone_trial
            p = hone_trial.params(x=0.125, layers=2, opt="adam")
            assert isinstance(p["x"], float) and isinstance(p["layers"], int), p
            for step in range(3):
                hone_trial.report(loss=p["x"] + 3 - step, step=step)
            hone_trial.report(loss=p["x"], layers=p["layers"])
            print(hone_trial.should_stop(), hone_trial.trial(), hone_trial.repeat(), p["opt"])
            """)
    }

    @Test func itReadsParametersAndReportsInsideATrial() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: "") {
            $0.command = ["python3", "train.py"]
            $0.running.appendsParameters = false
        }
        let (_, summary) = try await bench.run(store, study)
        let trial = summary.history.trials[0]
        #expect(trial.value == 0)
        #expect(
            trial.reports == [
                StepReport(step: 0, value: 3), StepReport(step: 1, value: 2), StepReport(step: 2, value: 1),
            ])
        #expect(trial.metrics == ["layers": 2])
        #expect(bench.read("hone-trials/s/0/stdout") == "False 0 0 adam\n")
    }

    @Test func itWorksOutsideHone() async throws {
        let alone = try ChildProcess(
            ["/usr/bin/env", "python3", "train.py", "--layers=3", "--opt", "sgd"], in: bench.folder)
        let lines = await alone.text().split(separator: "\n")
        #expect(await alone.wait() == 0)
        #expect(lines.last == "False None 0 sgd")
        #expect(lines.dropLast().last == "hone: {\"loss\": 0.125, \"layers\": 3.0}")
    }
}
