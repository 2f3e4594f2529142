/// Why a file cannot be read or unpacked; whoever reads it says which file.
package struct UnpackingError: Error, Hashable, Sendable, CustomStringConvertible {
    package let problem: String
    package let remedy: String

    package var description: String { problem }

    init(_ problem: String, remedy: String) {
        self.problem = problem
        self.remedy = remedy
    }

    static func damaged(_ how: String) -> UnpackingError {
        UnpackingError("the compressed file is damaged: \(how)", remedy: "get the file again")
    }

    /// The file ends before what was packed does.
    static let cutShort = UnpackingError(
        "the compressed file ends too early, as if it had been cut short", remedy: "get the whole file")
}
