import Foundation

#if canImport(Darwin)
    import Darwin
#endif

/// Ends what a program leaves behind: the rest of its process group, and descendants that moved to groups of their own.
enum Descendants {
    /// Rounds in which further descendants are looked for: ending a parent makes its children ours.
    private static let maximumRounds = 1000

    /// Kills the group and, on Linux, every descendant of this process. Returns when none is left.
    static func end(group: pid_t) {
        kill(-group, SIGKILL)
        #if os(Linux)
            // This process adopted the orphans, so whatever is below it now came from the program.
            for _ in 0..<maximumRounds {
                reapAll()
                let living = children(of: getpid())
                guard !living.isEmpty else { return }
                for pid in living { kill(pid, SIGKILL) }
                usleep(1000)
            }
        #endif
    }

    private static func reapAll() {
        var status: Int32 = 0
        while waitpid(-1, &status, WNOHANG) > 0 {}
    }

    #if os(Linux)
        /// The children of a process (a kernel without the list of children has none to show; then only the group is ended).
        static func children(of pid: pid_t) -> [pid_t] {
            // Single-threaded or not: each thread lists the children that it started; orphans come to the main thread.
            let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
            return tasks.flatMap { task in
                (SmallFile.read("/proc/\(pid)/task/\(task)/children") ?? "").split(separator: " ").compactMap {
                    pid_t($0)
                }
            }
        }
    #endif
}
