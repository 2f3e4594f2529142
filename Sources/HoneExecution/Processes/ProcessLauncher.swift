import CSystem
import Foundation

#if canImport(Darwin)
    import Darwin
#endif

/// Starts a process without a shell: `posix_spawn` with everything inherited decided on purpose. (It does not copy this
/// process's memory, however much of it there is.)
package struct ProcessLauncher {
    /// Which processes the new one is told apart from.
    package enum Grouping {
        /// The same group: Ctrl-C reaches it as it reaches this process.
        case sameGroup
        /// A session of its own: neither Ctrl-C nor the end of the terminal reaches it.
        case ownSession
    }

    /// Where a standard stream leads.
    package enum Stream {
        case nothing
        /// An open file of this process.
        case descriptor(Int32)
    }

    /// The program's file.
    var path: String
    /// The program's name and its arguments.
    var arguments: CStrings
    var environment: CStrings
    var grouping: Grouping
    /// Signals that are blocked in the new process from its first instruction on.
    var blockedSignals: [Int32]
    var standardInput: Stream
    var standardOutput: Stream
    var standardError: Stream

    package init(
        path: String, arguments: CStrings, environment: CStrings, grouping: Grouping = .sameGroup,
        blockedSignals: [Int32] = [], standardInput: Stream = .nothing, standardOutput: Stream = .nothing,
        standardError: Stream = .nothing
    ) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.grouping = grouping
        self.blockedSignals = blockedSignals
        self.standardInput = standardInput
        self.standardOutput = standardOutput
        self.standardError = standardError
    }

    /// `posix_spawn`'s error number.
    package struct Failure: Error { package let number: Int32 }

    package func launch() throws(Failure) -> pid_t {
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
        if grouping == .ownSession { flags |= Self.newSessionFlag }
        posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))
        for (stream, number) in [
            (standardInput, STDIN_FILENO), (standardOutput, STDOUT_FILENO), (standardError, STDERR_FILENO),
        ] {
            switch stream {
            case .nothing: posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
            case .descriptor(let file): posix_spawn_file_actions_adddup2(&actions, file, number)
            }
        }
        var pid: pid_t = 0
        let result = arguments.withPointers { argv in
            environment.withPointers { envp in posix_spawn(&pid, path, &actions, &attributes, argv, envp) }
        }
        guard result == 0 else { throw Failure(number: result) }
        return pid
    }

    /// `POSIX_SPAWN_SETSID`: 0x80 in glibc's <spawn.h>, 0x0400 in Apple's; neither module exports it everywhere.
    #if canImport(Darwin)
        private static let newSessionFlag: Int32 = 0x0400
    #else
        private static let newSessionFlag: Int32 = 0x80
    #endif

    /// Waits until a child has ended.
    ///
    /// - Returns: its status, laid out as `ProcessEnding` reads it.
    package static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
