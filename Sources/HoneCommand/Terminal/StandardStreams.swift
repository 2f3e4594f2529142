import Foundation

/// The three descriptors that every program is given.
enum StandardStreams {
    /// Takes the place of those that the caller has closed: otherwise the next file that is opened, the store say, would get
    /// the number of stdout, and what is printed would be written into it.
    static func secure() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is this one. Read only, so that printing fails, and is told, as if it were closed.
            _ = open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}
