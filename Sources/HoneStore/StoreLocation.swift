import Foundation

/// Where a store lies, and how it keeps folders: those beside or below it by their way from it, so that a project that moves
/// with its store goes on where it is; all others by their absolute path.
struct StoreLocation: Sendable, Hashable {
    /// Absolute path of the store's file.
    let path: String
    /// The path as the user wrote it, for messages.
    let display: String
    /// Whether there is no file: the path then lies in a temporary folder that is made only if a trial wants room.
    let isInMemory: Bool

    init(_ path: String) {
        display = path
        isInMemory = false
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    private init(temporary folder: String) {
        display = "store in memory"
        isInMemory = true
        path = URL(fileURLWithPath: folder + "/memory.db").standardizedFileURL.path
    }

    /// The location of a store in memory.
    static func inMemory() -> StoreLocation {
        StoreLocation(temporary: NSTemporaryDirectory() + "/hone-" + UUID().uuidString.lowercased())
    }

    /// The folder that the store lies in.
    var folder: String { URL(fileURLWithPath: path).deletingLastPathComponent().path }

    /// The folder that holds the studies' folders: `hone-trials` beside `hone.db`.
    var trialsRoot: String { (path.hasSuffix(".db") ? String(path.dropLast(3)) : path) + "-trials" }

    /// What is stored of a folder.
    func stored(_ folder: String) -> String {
        let wanted = URL(fileURLWithPath: folder).standardizedFileURL.path
        let home = self.folder
        if wanted == home { return "." }
        let prefix = home.hasSuffix("/") ? home : home + "/"
        return wanted.hasPrefix(prefix) ? String(wanted.dropFirst(prefix.count)) : wanted
    }

    /// The absolute path of a stored folder.
    func folder(stored: String) -> String {
        guard stored.hasPrefix("/") else {
            return URL(fileURLWithPath: folder).appendingPathComponent(stored).standardizedFileURL.path
        }
        // Stores of early versions kept every path whole: where the store was moved since, the folder beside it is meant.
        let old = URL(fileURLWithPath: stored)
        let beside = trialsRoot + "/" + old.lastPathComponent
        let wasBeside =
            old.deletingLastPathComponent().lastPathComponent == URL(fileURLWithPath: trialsRoot).lastPathComponent
        return wasBeside && FileManager.default.fileExists(atPath: beside) ? beside : stored
    }
}
