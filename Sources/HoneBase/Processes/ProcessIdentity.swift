import Foundation

#if canImport(Darwin)
    import Darwin
#endif

/// A process by id and start time, so that a later process with the same id is not taken for it.
public struct ProcessIdentity: Sendable, Hashable, Codable {
    /// The process's id.
    public var pid: Int32
    /// When the process started, in the kernel's units: clock ticks since boot on Linux (field 22 of /proc/PID/stat),
    /// microseconds since 1970 on macOS.
    public var startTime: UInt64
    /// The boot and the process-id namespace in which the two numbers mean something.
    public var machine: String

    /// A process that was known by these three.
    public init(pid: Int32, startTime: UInt64, machine: String) {
        self.pid = pid
        self.startTime = startTime
        self.machine = machine
    }

    /// The identity of a living process of this machine, or nil if there is none.
    public init?(livingPid pid: Int32) {
        guard let status = ProcessIdentity.status(of: pid), !status.isZombie else { return nil }
        self.init(pid: pid, startTime: status.startTime, machine: ProcessIdentity.thisMachine)
    }

    /// This process.
    public static let current = ProcessIdentity(
        pid: getpid(), startTime: status(of: getpid())?.startTime ?? 0, machine: thisMachine)

    /// Whether the process could be looked up here.
    public var isOnThisMachine: Bool { machine == ProcessIdentity.thisMachine }

    /// Whether the process runs still; a zombie does not. Always false for another machine's.
    public var isAlive: Bool {
        guard isOnThisMachine, let status = ProcessIdentity.status(of: pid) else { return false }
        return !status.isZombie && status.startTime == startTime
    }

    /// Sends a signal if the process is still the one that is meant.
    ///
    /// - Returns: whether the signal was sent.
    @discardableResult
    package func signal(_ number: Int32) -> Bool { isAlive && kill(pid, number) == 0 }

    private struct Status {
        var startTime: UInt64
        var isZombie: Bool
    }

    #if os(Linux)
        /// Boot id and process-id namespace: after a restart, and in another container, the same pid is someone else.
        public static let thisMachine: String = {
            let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? "unknown"
            let namespace = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""
            return boot.trimmingCharacters(in: .whitespacesAndNewlines) + " " + namespace
        }()

        private static func status(of pid: Int32) -> Status? {
            guard pid > 0, let text = SmallFile.read("/proc/\(pid)/stat") else { return nil }
            // The second field is the command in brackets and may hold anything, so count from the last bracket.
            guard let bracket = text.lastIndex(of: ")") else { return nil }
            let fields = text[text.index(after: bracket)...].split(separator: " ")
            guard fields.count > 19, let startTime = UInt64(fields[19]) else { return nil }
            return Status(startTime: startTime, isZombie: fields[0] == "Z" || fields[0] == "X")
        }
    #else
        /// What tells this machine, this boot and this process-id namespace from others.
        public static let thisMachine: String = {
            var size = 0
            guard sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0) == 0, size > 0 else { return "unknown" }
            var bytes = [UInt8](repeating: 0, count: size)
            guard sysctlbyname("kern.bootsessionuuid", &bytes, &size, nil, 0) == 0 else { return "unknown" }
            return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }()

        private static func status(of pid: Int32) -> Status? {
            var information = kinfo_proc()
            var size = MemoryLayout<kinfo_proc>.stride
            var name: [Int32] = [CTL_KERN, KERN_PROC, KERN_PROC_PID, pid]
            guard pid > 0, sysctl(&name, UInt32(name.count), &information, &size, nil, 0) == 0, size > 0 else {
                return nil
            }
            let start = information.kp_proc.p_un.__p_starttime
            return Status(
                startTime: UInt64(start.tv_sec) * 1_000_000 + UInt64(start.tv_usec),
                isZombie: Int32(information.kp_proc.p_stat) == SZOMB)
        }
    #endif
}
