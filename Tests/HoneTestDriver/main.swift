// A program for tests that must kill what they test: it runs a study over the library.
//
//     HoneTestDriver run STORE STUDY TRIALS PARALLEL      prints a line per event
//     HoneTestDriver hold STORE SECONDS                   keeps the store locked for writing
//     HoneTestDriver measure STORE TRIALS                 runs trials that cost nothing and prints their rate

import Dispatch
import Foundation
import Hone
import HoneCore

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "run" where arguments.count == 5: exit(await runStudy(arguments))
case "hold" where arguments.count == 3: exit(await holdLock(arguments))
case "measure" where arguments.count == 3: exit(await measure(arguments))
default:
    print(
        "usage: HoneTestDriver run STORE STUDY TRIALS PARALLEL | hold STORE SECONDS | measure STORE TRIALS"
    )
    exit(2)
}

func measure(_ arguments: [String]) async -> Int32 {
    do {
        let store = try TrialStore(path: arguments[1])
        var description = StudyDescription(
            name: "measure", objectives: [Objective(.minimize, "loss")],
            space: try SearchSpace([Parameter("x", .float(low: 0, high: 1, scale: .linear, step: nil))]))
        description.running.trials = Int(arguments[2])
        let study = try await store.createStudy(description)
        let executor = FunctionExecutor { trial in ["loss": trial.configuration["x"]?.number ?? 0] }
        let runner = try StudyRunner(store: store, study: study, optimizer: GoldenOptimizer(), executor: executor)
        let summary = try await runner.run()
        say("\(summary.finishedNow) trials in \(summary.seconds) s")
        let began = ContinuousClock.now
        let history = try await store.history(of: study)
        say("\(history.trials.count) trials read in \(ContinuousClock.now - began)")
        return 0
    } catch {
        say("error \(error)")
        return 1
    }
}

func holdLock(_ arguments: [String]) async -> Int32 {
    do {
        let store = try TrialStore(path: arguments[1])
        try await store.holdWriteLock(seconds: Double(arguments[2]) ?? 1) { say("locked") }
        return 0
    } catch {
        say("error \(error)")
        return 1
    }
}

func runStudy(_ arguments: [String]) async -> Int32 {
    do {
        let store = try TrialStore(path: arguments[1], .existing, busyTimeout: 2)
        let study = try await store.study(named: arguments[2])
        var settings = study.description.running
        settings.trials = Int(arguments[3])
        settings.parallel = Int(arguments[4]) ?? 1
        let runner = try StudyRunner(
            store: store, study: study, optimizer: GoldenOptimizer(), options: RunOptions(settings))
        signal(SIGINT, SIG_IGN)
        let interrupts = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        interrupts.setEventHandler { runner.requestStop() }
        interrupts.resume()
        let reader = Task { for await event in runner.events { say(line(for: event)) } }
        let summary = try await runner.run()
        await reader.value
        say("done \(summary.counts[.complete] ?? 0)")
        return 0
    } catch {
        say("error \(error)")
        return 1
    }
}

func line(for event: StudyEvent) -> String {
    switch event {
    case .opened(let opening):
        "opened finished \(opening.finished) attached \(opening.attached) collected \(opening.collected) requeued \(opening.requeued)"
    case .suggesting(let number): "suggesting \(number)"
    case .suggested(let trial, _): "suggested \(trial.number)"
    case .started(let trial): "started \(trial.number)"
    case .reported(let number, let report): "reported \(number) \(report.step) \(report.value)"
    case .finished(let trial): "finished \(trial.number) \(trial.state.rawValue) \(trial.value.map { "\($0)" } ?? "-")"
    case .improved(let trial, _): "improved \(trial.number)"
    case .paused(let trial): "paused \(trial.number)"
    case .requeued(let trial, let reason): "requeued \(trial.number) \(reason)"
    case .waitingForStore: "waiting"
    case .stopping(let reason, let running): "stopping \(reason) \(running)"
    case .ended: "ended"
    }
}

func say(_ line: String) {
    // Straight to the descriptor: a killed driver must not take lines with it.
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
