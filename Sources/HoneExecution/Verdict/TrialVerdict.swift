import Foundation
import HoneCore

#if canImport(Darwin)
    import Darwin
#endif

/// What becomes of a trial, from how its attempt ended and what it left behind.
package struct TrialVerdict: Sendable {
    /// Why Hone stopped a trial.
    package enum StopCause: Sendable, Hashable {
        /// The trial's own time was up, in seconds.
        case timeout(Double)
        /// The user asked to stop now.
        case request
        /// The study's time was up, in seconds.
        case studyTimeout(Double)
        /// The study's pruner gave it up, for this reason.
        case pruned(String)
    }

    package let collector: MetricCollector
    package let files: AttemptFiles

    package init(collector: MetricCollector, files: AttemptFiles) {
        self.collector = collector
        self.files = files
    }

    /// Reads what the program left; for large outputs this takes its time, so it is not for an actor.
    package func outcome(of end: AttemptEnd, stopCause: StopCause?) -> TrialOutcome {
        switch end.cause {
        case .notLaunched(let message): return .failed(.launch, message)
        case .lost(let message): return .failed(.lost, message)
        case .exited, .signalled, .threw, .stopped: break
        }
        let findings = end.results.map { collector.collect(reported: $0) } ?? collector.collect(files.output)
        var outcome = TrialOutcome(
            state: .failed, metrics: findings.metrics, reports: findings.reports(objectives: collector.objectiveCount))
        switch end.cause {
        case .exited(code: 0): complete(&outcome, with: findings)
        case .exited(let code): outcome.failure = TrialFailure(.exit, "exit \(code)" + lastWords)
        case .threw(let message): outcome.failure = TrialFailure(.exit, message)
        case .signalled(let number, true):
            outcome.failure = TrialFailure(
                .outOfMemory, "the system ran out of memory and killed it (\(Self.signalName(number)))" + peak(end))
        case .signalled(let number, false):
            var message = "ended by \(Self.signalName(number)), which Hone did not send"
            if number == SIGKILL { message += "; perhaps the system ran short of memory" + peak(end) }
            outcome.failure = TrialFailure(.signal, message + lastWords)
        case .stopped:
            if case .pruned(let reason) = stopCause {
                giveUp(&outcome, with: findings, reason)
            } else {
                stop(&outcome, stopCause)
            }
        case .notLaunched, .lost: break
        }
        return outcome
    }

    private func complete(_ outcome: inout TrialOutcome, with findings: MetricFindings) {
        for (objective, place) in zip(collector.objectives, findings.places) {
            guard let place, let value = place.reading.value else {
                outcome.failure = TrialFailure(
                    .noMetric,
                    MissingMetric(objective: objective, place: place, scanned: findings.scanned).message)
                return
            }
            guard value.isFinite else {
                outcome.failure = TrialFailure(
                    .nonFinite,
                    "\(objective.metric) is \(value.formatted(significantDigits: 4)) (\(place.source)): the run diverged, say; optimisers take this as bad"
                )
                return
            }
        }
        outcome.state = .complete
        let values = findings.values.compactMap(\.self)
        outcome.values = Array(values.prefix(collector.objectiveCount))
        for (bounded, value) in zip(collector.objectives, values).dropFirst(collector.objectiveCount) {
            outcome.metrics[bounded.metric] = value
        }
        outcome.valueSource = findings.source
    }

    /// A trial that was given up keeps the values of its last steps, where every objective has one.
    private func giveUp(_ outcome: inout TrialOutcome, with findings: MetricFindings, _ reason: String) {
        outcome.state = .pruned
        outcome.valueSource = "given up: \(reason)"
        let values = findings.values.prefix(collector.objectiveCount).compactMap {
            $0.flatMap { $0.isFinite ? $0 : nil }
        }
        if values.count == collector.objectiveCount { outcome.values = values }
    }

    private func stop(_ outcome: inout TrialOutcome, _ cause: StopCause?) {
        switch cause {
        case .timeout(let seconds):
            outcome.failure = TrialFailure(
                .timeout,
                "stopped after \(Duration.seconds(seconds).clockText) (trialTimeout); optimisers take this as bad")
        case .studyTimeout(let seconds):
            outcome.state = .cancelled
            outcome.failure = TrialFailure(
                .cancelled, "stopped because the study's time of \(Duration.seconds(seconds).clockText) was up")
        case .request, .pruned, nil:
            outcome.state = .cancelled
            outcome.failure = TrialFailure(
                .cancelled, cause == nil ? "its supervisor was told to stop it" : "stopped on request")
        }
    }

    /// What the program said last on stderr, where programs say why they end.
    private var lastWords: String { FileTail.lastLine(of: files.standardError).map { ": \($0)" } ?? "" }

    /// Bytes that the supervisor itself may hold when it starts the program; the system counts them as the program's.
    private static let supervisorMemory = 4 << 20

    private func peak(_ end: AttemptEnd) -> String {
        guard let peak = end.peakMemory, peak > Self.supervisorMemory else { return "" }
        return "; it held \(Double(peak >> 20).formatted(significantDigits: 3)) MiB at most"
    }

    static func signalName(_ number: Int32) -> String {
        let names: [Int32: String] = [
            SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGABRT: "SIGABRT",
            SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV", SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM",
            SIGTERM: "SIGTERM", SIGBUS: "SIGBUS", SIGXCPU: "SIGXCPU",
        ]
        return names[number] ?? "signal \(number)"
    }
}
