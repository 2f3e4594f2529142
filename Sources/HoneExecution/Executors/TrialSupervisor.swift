import CSystem
import Foundation
import HoneCore

#if canImport(Darwin)
    import Darwin
#endif

/// Runs one attempt's program and writes down what becomes of it: `hone exec REQUEST`, a process of its own that outlives
/// the Hone that started it.
///
/// It has its own session; the program has its own process group. It claims the attempt before it starts anything, so an
/// attempt runs at most once whatever happens to the processes around it. Everything is written into the attempt's
/// control folder (`AttemptFiles`), each file whole or not at all. SIGTERM makes it stop the program: SIGTERM to the group, the grace
/// period, SIGKILL, then the same for every descendant that left the group.
public enum TrialSupervisor {
    /// The hidden subcommand under which the tool runs the supervisor.
    public static let subcommand = "exec"

    /// The body of `hone exec`: never returns.
    ///
    /// - Parameter arguments: the path of the attempt's request.
    public static func main(arguments: [String]) -> Never {
        ProcessLauncher.closeInheritedFiles()
        guard arguments.count == 1, let request = SmallFile.decode(AttemptRequest.self, from: arguments[0]) else {
            FileHandle.standardError.write(
                Data("hone exec: this is a part of hone run; it takes the path of an attempt's request\n".utf8))
            exit(2)
        }
        exit(SupervisedProgram(request: request).run())
    }
}
