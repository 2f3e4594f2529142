import HoneBase

/// Who claimed an attempt. The file is created once and never replaced, so there is one claimant.
struct SupervisorClaim: Codable {
    /// nil where a later Hone gave the attempt up before any supervisor had claimed it.
    var supervisor: ProcessIdentity?
}

/// The program runs.
struct ProgramStart: Codable {
    var program: ProcessIdentity
    /// Seconds since 1970.
    var at: Double
}

/// What a stop file says.
struct StopRequest: Codable {
    /// Seconds between SIGTERM and SIGKILL.
    var grace: Double
}
