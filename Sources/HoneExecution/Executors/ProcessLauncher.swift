import Foundation

#if canImport(Darwin)
    import Darwin
#endif

/// Starts a process without a shell: `posix_spawn` with everything inherited decided on purpose.
struct ProcessLauncher {
    /// Which processes the new one is told apart from.
    enum Grouping {
        /// A process group of its own: signals for the group reach it and its children.
        case ownGroup
        /// A session of its own: neither Ctrl-C nor the end of the terminal reaches it.
        case ownSession
    }

    /// The program's file.
    var path: String
    /// The program's name and its arguments.
    var arguments: [String]
    var environment: [String: String]
    var grouping: Grouping
    /// Signals that are blocked in the new process from its first instruction on.
    var blockedSignals: [Int32] = []
    var standardOutput = "/dev/null"
    var standardError = "/dev/null"

    /// `posix_spawn`'s error number.
    struct Failure: Error { let number: Int32 }

    func launch() throws(Failure) -> pid_t {
        #if canImport(Darwin)
            var attributes: posix_spawnattr_t?
            var actions: posix_spawn_file_actions_t?
        #else
            var attributes = posix_spawnattr_t()
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawnattr_init(&attributes)
        posix_spawn_file_actions_init(&actions)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        var blocked = sigset_t()
        sigemptyset(&blocked)
        for signal in blockedSignals { sigaddset(&blocked, signal) }
        posix_spawnattr_setsigmask(&attributes, &blocked)
        // Hone may ignore signals (SIGPIPE, say); a program expects the defaults.
        var defaults = sigset_t()
        sigfillset(&defaults)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        switch grouping {
        case .ownGroup:
            posix_spawnattr_setpgroup(&attributes, 0)
            flags |= Int32(POSIX_SPAWN_SETPGROUP)
        case .ownSession: flags |= Self.newSessionFlag
        }
        posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        let creating = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, standardOutput, creating, 0o644)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, standardError, creating, 0o644)
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] =
            environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, path, &actions, &attributes, &argv, &envp)
        guard result == 0 else { throw Failure(number: result) }
        return pid
    }

    /// `POSIX_SPAWN_SETSID`: 0x80 in glibc's <spawn.h>, 0x0400 in Apple's; neither module exports it everywhere.
    #if canImport(Darwin)
        private static let newSessionFlag: Int32 = 0x0400
    #else
        private static let newSessionFlag: Int32 = 0x80
    #endif

    /// Closes what this process was handed beyond the standard streams. A supervisor that kept a pipe of the Hone that
    /// started it would keep whoever reads that pipe waiting for as long as the trial runs.
    static func closeInheritedFiles() {
        // The limit itself may be a billion in containers; nobody hands on files beyond the first thousands.
        let highest = Int32(min(sysconf(Int32(_SC_OPEN_MAX)), 4096))
        for descriptor in 3..<max(highest, 4) { close(descriptor) }
    }
}
