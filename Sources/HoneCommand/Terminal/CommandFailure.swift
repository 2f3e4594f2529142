/// A command's own reason to end with an error: what is wrong, where, and what to do about it.
struct CommandFailure: Error, CustomStringConvertible {
    enum Kind {
        /// The user asked for something that cannot be done as asked: exit code 2.
        case wrongInput
        /// What was asked for did not work out: exit code 1.
        case failed
    }

    let kind: Kind
    /// Empty where everything was said already.
    let description: String

    static func wrongInput(_ message: String) -> CommandFailure {
        CommandFailure(kind: .wrongInput, description: message)
    }

    static func failed(_ message: String) -> CommandFailure { CommandFailure(kind: .failed, description: message) }
}
