import Foundation
import HoneBase
import HoneLanguageModel

/// The adapters on this machine: folders with a card under `adapters` in `HONE_HOME`, filled by the set-up and by
/// `hone finetune`.
public struct AdapterLibrary: Sendable, Hashable {
    /// The folder that holds a folder for each adapter.
    public let folder: URL

    /// The adapter that ships with Hone; used where none is named and none was learnt.
    public static let shippedName = "tabular"
    /// Adapters that `hone learn` makes: `learnt`, `learnt-2`, ... (`own` is what `hone finetune` writes, over and over.) Earlier ones stay, because studies that were begun with them need them.
    public static let ownName = "learnt"
    /// Names the adapter that is used where none is named.
    private static let defaultFile = "default"

    /// The adapters of a home folder (`HONE_HOME`).
    public init(home: URL) {
        folder = home.appendingPathComponent("adapters", isDirectory: true)
    }

    /// The library in `HONE_HOME`.
    public static var standard: AdapterLibrary { AdapterLibrary(home: HoneHome.directory()) }

    /// Names of the adapters, sorted.
    public var names: [String] {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return found.filter { isAdapter(folder.appendingPathComponent($0)) }.sorted()
    }

    /// The adapter that is used where none is named: the last one that was learnt from the user's own trials, else the shipped one.
    public var defaultName: String {
        let text = try? String(contentsOf: folder.appendingPathComponent(Self.defaultFile), encoding: .utf8)
        guard let name = text?.trimmingCharacters(in: .whitespacesAndNewlines), !name.isEmpty, !name.contains("/"),
            isAdapter(folder.appendingPathComponent(name, isDirectory: true))
        else { return Self.shippedName }
        return name
    }

    /// Uses an adapter where none is named; nil: the shipped one.
    ///
    /// - Throws: `ModelFileError` if the folder cannot be written.
    public func setDefault(_ name: String?) throws {
        let file = folder.appendingPathComponent(Self.defaultFile)
        guard let name else {
            try? FileManager.default.removeItem(at: file)
            return
        }
        try AtomicFile.write(Data("\(name)\n".utf8), to: file)
    }

    /// Where the next adapter learnt from the user's own trials goes. One that was begun and not ended is gone on with.
    public var nextOwn: URL {
        var number = 1
        while true {
            let name = number == 1 ? Self.ownName : "\(Self.ownName)-\(number)"
            let url = folder.appendingPathComponent(name, isDirectory: true)
            if !isAdapter(url) { return url }
            number += 1
        }
    }

    /// The folder of an adapter that is named, or given by its path; without a name the default one.
    ///
    /// - Returns: nil if there is none.
    public func locate(_ nameOrPath: String? = nil) -> URL? {
        guard let nameOrPath else {
            let usual = folder.appendingPathComponent(defaultName, isDirectory: true)
            return isAdapter(usual) ? usual : nil
        }
        let named = folder.appendingPathComponent(nameOrPath, isDirectory: true)
        if isAdapter(named) { return named }
        let path = URL(fileURLWithPath: nameOrPath, isDirectory: true)
        return isAdapter(path) ? path : nil
    }

    /// The last file that is written to an adapter's folder is its card.
    private func isAdapter(_ url: URL) -> Bool {
        FileManager.default.fileExists(atPath: url.appendingPathComponent("card.json").path)
    }
}
