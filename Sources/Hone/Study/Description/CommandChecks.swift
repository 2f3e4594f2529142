import HoneCore
import HoneExecution

/// Checks of a command that need its parameters.
enum CommandChecks {
    /// - Throws: where a placeholder is no parameter, or the program cannot be named so.
    static func check(_ command: [String], space: SearchSpace, place: String) throws(DescriptionError) {
        if let program = command.first, program.isEmpty {
            throw DescriptionError(place, "the program's name is empty")
        }
        if command.contains(where: { $0.unicodeScalars.contains("\0") }) {
            throw DescriptionError(place, "an argument of the command holds a zero byte, which no program can be given")
        }
        do {
            _ = try CommandTemplate(command, space: space)
        } catch {
            throw DescriptionError(place, error.description)
        }
    }
}
