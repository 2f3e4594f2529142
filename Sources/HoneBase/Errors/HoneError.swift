/// What every error that a user may see says: where, what is wrong, what to do about it, and whose fault it is.
///
///     do { try StudyFile.read(path: "study.yaml") } catch let error as any HoneError {
///         print(error.place ?? "", error.problem, error.remedy ?? "")
///     }
public protocol HoneError: Error, Sendable, CustomStringConvertible {
    /// Where it is: `study.yaml, line 7`, `-p lr`, a path; nil where there is no place to name.
    var place: String? { get }
    /// What is wrong, naming the offending value.
    var problem: String { get }
    /// What to do about it; nil where the problem says it.
    var remedy: String? { get }
    /// What has to change for it to go away.
    var fault: Fault { get }
}

/// What has to change for an error to go away; it decides the exit code of the tool.
public enum Fault: Sendable, Hashable {
    /// What was asked for: a file, a flag, an argument. Exit code 2.
    case input
    /// The machine: its disk, its memory, its rights, another process. Exit code 1.
    case surroundings
    /// The program that is tuned. Exit code 1.
    case program
    /// Hone itself. Exit code 1.
    case hone
}

extension HoneError {
    /// `PLACE: PROBLEM; REMEDY`.
    public var description: String {
        let said = place.map { "\($0): \(problem)" } ?? problem
        return remedy.map { "\(said); \($0)" } ?? said
    }
}
