import ArgumentParser
import Foundation

/// Options that every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file that holds the studies (default: $HONE_STORE, or hone.db here).", valueName: "file"),
        completion: .file(extensions: ["db"]))
    var store: String?

    @Flag(help: "Print results as JSON, one object a line.")
    var json = false

    @Option(help: ArgumentHelp("The seed of everything random.", valueName: "number"))
    var seed: UInt64?

    @Flag(name: [.long, .customShort("q")], help: "Print results and errors only.")
    var quiet = false

    /// Path of the store.
    var storePath: String {
        if let store { return store }
        let environment = ProcessInfo.processInfo.environment["HONE_STORE"] ?? ""
        return environment.isEmpty ? "hone.db" : environment
    }
}
