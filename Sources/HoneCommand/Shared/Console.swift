import Foundation
import Hone

/// The three ways to speak: results on stdout, errors and passing remarks on stderr.
enum Console {
    /// A line of the command's result.
    static func line(_ text: String) {
        write(text + "\n", to: .standardOutput)
    }

    /// One object as one line of JSON with its keys sorted; numbers that JSON lacks are written as text.
    static func json(_ value: some Encodable) throws {
        line(try JSONText.encode(value))
    }

    /// An error: what is wrong, where, what to do.
    static func error(_ text: String) {
        write(text + "\n", to: .standardError)
    }

    /// Something worth knowing that is not the result.
    static func note(_ text: String) {
        write(text + "\n", to: .standardError)
    }

    /// Writes at once and unbuffered, so that a reader on the other side of a pipe sees whole lines as they come. A reader
    /// that has gone away is no reason to fail.
    static func write(_ text: String, to stream: FileHandle) {
        try? stream.write(contentsOf: Data(text.utf8))
    }
}

/// JSON as the tool prints it.
enum JSONText {
    static func encode(_ value: some Encodable) throws -> String {
        try ExactJSONEncoder(nonFinite: .text).text(of: value)
    }
}
