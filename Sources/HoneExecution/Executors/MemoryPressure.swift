import Foundation
import HoneBase

/// Whether the kernel has killed processes for want of memory.
package enum MemoryPressure {
    /// How many processes the kernel has killed so far: in this process's control group where there is one, plus on the
    /// whole machine. Only the difference of two counts means something. 0 where the system does not tell.
    static func killCount() -> Int {
        #if os(Linux)
            let group = SmallFile.read("/proc/self/cgroup")?.split(separator: "\n").last { $0.hasPrefix("0::") }
                .map { "/sys/fs/cgroup\($0.dropFirst(3))/memory.events" }
            let inGroup = group.flatMap(SmallFile.read).map { count(named: "oom_kill", in: $0) } ?? 0
            let onMachine = SmallFile.read("/proc/vmstat").map { count(named: "oom_kill", in: $0) } ?? 0
            return inGroup + onMachine
        #else
            return 0
        #endif
    }

    /// The number behind a name in a table of `name number` lines.
    package static func count(named name: String, in table: String) -> Int {
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            if fields.count == 2, fields[0] == name { return Int(fields[1]) ?? 0 }
        }
        return 0
    }
}
