import Foundation

#if canImport(Darwin)
    import Darwin
#endif

/// SIGTERM to the program's group, a grace period, SIGKILL.
struct StopSequence {
    /// Seconds of grace where nobody said otherwise: the supervisor was sent a plain SIGTERM, at a shutdown say.
    static let defaultGrace = 10.0

    let group: pid_t
    private(set) var hasBegun = false

    init(group: pid_t) { self.group = group }

    /// Asks the group to end; SIGALRM comes when the grace period is over. Asked again, only the grace period changes.
    mutating func begin(grace: Double) {
        if !hasBegun { kill(-group, SIGTERM) }
        hasBegun = true
        guard grace > 0 else { return escalate() }
        var timer = itimerval()
        timer.it_value.tv_sec = Int(grace)
        // At least a microsecond: a timer of zero never fires.
        timer.it_value.tv_usec = .init(max(1, (grace - grace.rounded(.down)) * 1e6))
        #if os(Linux)
            setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
        #else
            setitimer(ITIMER_REAL, &timer, nil)
        #endif
    }

    /// The grace period is over.
    func escalate() {
        guard hasBegun else { return }
        kill(-group, SIGKILL)
        // In case the program left the group that it led.
        kill(group, SIGKILL)
    }
}
