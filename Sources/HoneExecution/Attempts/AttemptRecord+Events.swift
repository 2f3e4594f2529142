import Foundation

#if canImport(Darwin)
    import Darwin
#endif

extension AttemptRecord {
    /// When the program was started, in seconds since 1970 as this machine's clock reads now: a clock that was set since
    /// then must neither stretch nor shorten a time limit.
    var startedAt: Double? {
        guard kind == "program", let at = number("at"), let clock = number("clock") else { return nil }
        let elapsed = BootClock.now - clock
        // Of another boot the clock says nothing.
        return elapsed >= 0 ? Date().timeIntervalSince1970 - elapsed : at
    }

    /// How the attempt ended, if this record says so.
    ///
    /// - Parameter program: the program's name, for messages.
    func end(of program: String) -> AttemptEnd? {
        guard kind == "end", let at = number("at") else { return nil }
        let number = Int32(clamping: count("number") ?? 0)
        let cause: AttemptEnd.Cause
        switch text("cause") {
        case "exit": cause = .exited(code: number)
        case "signal": cause = .signalled(number: number, outOfMemory: count("memory") == 1)
        case "stop": cause = .stopped
        case "refused":
            cause = .notLaunched(
                message: ProgramError.refusal(of: program, step: text("step") ?? "", number: number).description)
        case "lost": cause = .lost(message: Self.lossMessage)
        default: return nil
        }
        return AttemptEnd(cause, at: at, peakMemory: count("peak"))
    }

    static let lossMessage = "its supervisor is gone: the machine went down, or somebody killed it"
}
