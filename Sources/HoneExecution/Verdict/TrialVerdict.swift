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
        case .exited, .signalled, .stopped: break
        }
        let findings = end.results.map { collector.collect(reported: $0) } ?? collector.collect(files.output)
        var outcome = TrialOutcome(state: .failed, metrics: findings.metrics, reports: findings.reports)
        switch end.cause {
        case .exited(code: 0): complete(&outcome, with: findings)
        case .exited(let code): outcome.failure = TrialFailure(.exit, "exit \(code)" + lastWords)
        case .signalled(let number, true):
            outcome.failure = TrialFailure(
                .outOfMemory, "the system ran out of memory and killed it (\(Self.signalName(number)))" + peak(end))
        case .signalled(let number, false):
            var message = "ended by \(Self.signalName(number)), which Hone did not send"
            if number == SIGKILL { message += "; perhaps the system ran short of memory" + peak(end) }
            outcome.failure = TrialFailure(.signal, message + lastWords)
        case .stopped: stop(&outcome, stopCause)
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
        outcome.values = findings.values.compactMap(\.self)
        outcome.valueSource = findings.source
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
        case .request, nil:
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
