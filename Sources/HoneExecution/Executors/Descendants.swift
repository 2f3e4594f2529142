import Foundation
import HoneBase

#if canImport(Darwin)
    import Darwin
#endif

/// Ends what a program leaves behind: the rest of its process group, and descendants that moved to groups of their own.
enum Descendants {
    /// Seconds between SIGTERM and SIGKILL for what outlives its program.
    private static let grace = 1.0
    /// Seconds that processes are given to disappear after SIGKILL; one that waits for a dead disk may need longer than
    /// anybody wants to wait for.
    private static let killPatience = 5.0

    /// Ends the group and, on Linux, every descendant of this process. Returns at once if there is none.
    static func end(group: pid_t) {
        guard remain(group: group) else { return }
        signal(SIGTERM, group: group)
        guard !wait(seconds: grace, group: group, repeating: nil) else { return }
        _ = wait(seconds: killPatience, group: group, repeating: SIGKILL)
    }

    /// Waits until all are gone, sending the signal in every round: a killed parent's children show up only then.
    private static func wait(seconds: Double, group: pid_t, repeating number: Int32?) -> Bool {
        let deadline = Date().addingTimeInterval(seconds)
        while remain(group: group) {
            if Date() > deadline { return false }
            if let number { signal(number, group: group) }
            usleep(2000)
        }
        return true
    }

    private static func signal(_ number: Int32, group: pid_t) {
        kill(-group, number)
        for pid in all(below: getpid()) { kill(pid, number) }
    }

    private static func remain(group: pid_t) -> Bool {
        var status: Int32 = 0
        while waitpid(-1, &status, WNOHANG) > 0 {}
        return kill(-group, 0) == 0 || !all(below: getpid()).isEmpty
    }

    #if os(Linux)
        /// All descendants of a process. This process adopted the orphans, so whatever is below it came from the program.
        /// (A kernel that keeps no list of children shows none; then only the group is ended.)
        static func all(below pid: pid_t) -> [pid_t] {
            var found: [pid_t] = []
            var rest = [pid]
            while let next = rest.popLast() {
                let children = children(of: next)
                found += children
                rest += children
            }
            return found
        }

        private static func children(of pid: pid_t) -> [pid_t] {
            let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
            return tasks.flatMap { task in
                (SmallFile.read("/proc/\(pid)/task/\(task)/children") ?? "").split(separator: " ").compactMap {
                    pid_t($0)
                }
            }
        }
    #else
        static func all(below pid: pid_t) -> [pid_t] { [] }
    #endif
}
