import HoneBase

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A file of an attempt could not be written.
public struct AttemptFileError: HoneError, Hashable {
    /// The file's path.
    public let path: String
    /// `errno`.
    public let number: Int32

    public var place: String? { path }
    public var problem: String { "it could not be written (\(String(cString: strerror(number))))" }
    public var remedy: String? {
        let first =
            number == ENOSPC || number == EDQUOT
            ? "free some space and go on" : "check the folder and its rights, then go on"
        return "\(first) with hone run --resume; nothing that was stored is lost"
    }
    public var fault: Fault { .surroundings }
}
