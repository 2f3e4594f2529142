import HoneCore

/// The process that runs a study.
public struct LeaseOwner: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The process.
    public var process: ProcessIdentity
    /// The machine's name for people.
    public var host: String
    /// Seconds since 1970.
    public var acquiredAt: Double
    /// When the process was last heard of; seconds since 1970.
    public var heartbeat: Double
    /// Seconds between the last heartbeat and the moment this value was read.
    public var heartbeatAge: Double

    /// `process 4121 on this machine (heartbeat 3 s ago)`.
    public var description: String {
        let place = process.isOnThisMachine ? "this machine" : host
        return "process \(process.pid) on \(place) (heartbeat \(Int(heartbeatAge.rounded())) s ago)"
    }
}
