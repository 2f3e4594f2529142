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
    var storePath: String { store ?? Self.environmentStore ?? Self.defaultStore }

    /// Whether a command without `--store` would use the same store, in another shell too.
    var isDefaultStore: Bool { Self.environmentStore == nil && storePath == Self.defaultStore }

    private static let defaultStore = "hone.db"
    private static var environmentStore: String? {
        let path = ProcessInfo.processInfo.environment["HONE_STORE"] ?? ""
        return path.isEmpty ? nil : path
    }
}
