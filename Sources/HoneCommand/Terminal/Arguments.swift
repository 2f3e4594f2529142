import Foundation
import Hone

/// This process's arguments as they were typed.
enum Arguments {
    /// - Throws: for an argument that is not UTF-8. Swift's texts cannot hold it, and a program must not be given another
    ///   one in its stead.
    static func check() throws {
        for index in 0..<Int(CommandLine.argc) {
            guard let argument = CommandLine.unsafeArgv[index], String(validatingCString: argument) == nil else {
                continue
            }
            let shown = String(
                String.UnicodeScalarView(
                    String(cString: argument).unicodeScalars.filter { $0.properties.generalCategory != .control }))
            throw CommandFailure.wrongInput(
                "argument \(index), \(shown): it is not UTF-8; give the file another name, or put the argument into a script that Hone runs"
            )
        }
    }
}
