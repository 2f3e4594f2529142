import Foundation
import HoneBase

#if canImport(Darwin)
    import Darwin
#endif

/// Follows an attempt by the files that its supervisor writes, from the beginning, whether or not this process started it.
struct AttemptWatch {
    /// The pause between looks grows with the attempt's age: a short trial is not held up, a long one not disturbed.
    private static let pauses = (shortest: 0.004, longest: 0.25, shareOfAge: 0.02)
    /// Seconds between checks that the supervisor lives.
    private static let lifeCheckInterval = 1.0
    /// Seconds that a program is given to die after SIGKILL.
    private static let killPatience = 5.0

    let files: AttemptFiles
    private let beganAt = Date()
    private var hasStarted = false
    private var lastLifeCheck: Date?
    private var results: ReportTail
    private var output: ReportTail
    private var hasResults = false

    init(files: AttemptFiles) {
        self.files = files
        results = ReportTail(path: files.results)
        output = ReportTail(path: files.standardOutput, prefix: "hone:")
    }

    /// How long to wait before the next look.
    var pause: Duration {
        let age = Date().timeIntervalSince(beganAt)
        return .seconds(min(max(Self.pauses.shortest, age * Self.pauses.shareOfAge), Self.pauses.longest))
    }

    /// What is new since the last look, in order.
    ///
    /// - Parameter supervisorHasExited: the supervisor was a child of this process and is no more.
    mutating func look(supervisorHasExited: Bool) -> [TrialEvent] {
        var events: [TrialEvent] = []
        // Looked at before the end is: what was reported before the end must be seen before it.
        let end = SmallFile.decode(AttemptEnd.self, from: files.ended)
        if !hasStarted, let start = SmallFile.decode(ProgramStart.self, from: files.started) {
            hasStarted = true
            events.append(.started(at: start.at))
        }
        events += newReports()
        if let end { return events + [.ended(end)] }
        if supervisorHasExited || isLifeCheckDue, let lost = lossOfSupervisor(hasExited: supervisorHasExited) {
            events.append(.ended(lost))
        }
        return events
    }

    /// The results file comes before stdout, as in the end: a program that writes to both is heard once.
    private mutating func newReports() -> [TrialEvent] {
        var reports = results.next()
        hasResults = hasResults || !reports.isEmpty
        if !hasResults { reports = output.next() }
        return reports.map { .reported(metrics: $0.metrics, step: $0.step) }
    }

    private var isLifeCheckDue: Bool {
        mutating get {
            guard let last = lastLifeCheck else {
                lastLifeCheck = beganAt
                // At once for an attempt of the past: its claim is there already.
                return access(files.claim, F_OK) == 0
            }
            guard Date().timeIntervalSince(last) >= Self.lifeCheckInterval else { return false }
            lastLifeCheck = Date()
            return true
        }
    }

    /// The end of the attempt if its supervisor is gone without having written one.
    private func lossOfSupervisor(hasExited: Bool) -> AttemptEnd? {
        let claim = SmallFile.decode(SupervisorClaim.self, from: files.claim)
        if let supervisor = claim?.supervisor {
            guard !supervisor.isAlive else { return nil }
        } else if !hasExited {
            return nil
        }
        // It may have written the end between our look and its own.
        if let end = SmallFile.decode(AttemptEnd.self, from: files.ended) { return end }
        let now = Date().timeIntervalSince1970
        guard claim?.supervisor != nil else {
            let log = SmallFile.read(files.control + "/supervisor.log") ?? ""
            return AttemptEnd(
                .notLaunched(message: "Hone's supervisor ended before it could start the program \(log)"), at: now)
        }
        endOrphan()
        return AttemptEnd(
            .lost(message: "its supervisor is gone: the machine went down, or somebody killed it"), at: now)
    }

    /// Without its supervisor the program's end could not be known, and it must not run beside its successor.
    private func endOrphan() {
        guard let start = SmallFile.decode(ProgramStart.self, from: files.started), start.program.isAlive else {
            return
        }
        kill(-start.program.pid, SIGKILL)
        let deadline = Date().addingTimeInterval(Self.killPatience)
        while start.program.isAlive, Date() < deadline { usleep(2000) }
    }
}
