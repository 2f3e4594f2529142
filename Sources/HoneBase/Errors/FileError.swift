#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file that cannot be read or written.
public struct FileError: HoneError, Hashable {
    /// The file's path.
    public let path: String
    public let problem: String
    public let remedy: String?
    public let fault: Fault

    public var place: String? { path }

    package init(path: String, problem: String, remedy: String?, fault: Fault = .input) {
        self.path = path
        self.problem = problem
        self.remedy = remedy
        self.fault = fault
    }

    /// A file that could not be written.
    ///
    /// - Parameter number: `errno`.
    package init(writing path: String, number: Int32) {
        let isFull = number == ENOSPC || number == EDQUOT
        self.init(
            path: path, problem: "it cannot be written (\(String(cString: strerror(number))))",
            remedy: isFull ? "free some space, then try again" : "check that the folder exists and may be written",
            fault: [ENOENT, ENOTDIR, EISDIR].contains(number) ? .input : .surroundings)
    }
}
