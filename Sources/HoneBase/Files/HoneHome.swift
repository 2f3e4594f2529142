import Foundation

/// The folder of weights, adapters and the starter database: `HONE_HOME`, by default `~/.local/share/hone`.
package enum HoneHome {
    package static let variable = "HONE_HOME"

    package static func directory(environment: [String: String] = ProcessInfo.processInfo.environment) -> URL {
        if let path = environment[variable], !path.isEmpty {
            return URL(fileURLWithPath: (path as NSString).expandingTildeInPath, isDirectory: true)
        }
        return FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(
            ".local/share/hone", isDirectory: true)
    }

    /// The folder of weights within a home.
    package static func models(in home: URL = directory()) -> URL {
        home.appendingPathComponent("models", isDirectory: true)
    }
}
