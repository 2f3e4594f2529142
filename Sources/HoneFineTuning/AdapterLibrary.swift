import Foundation
import HoneBase
import HoneLanguageModel

/// The adapters on this machine: folders with a card under `adapters` in `HONE_HOME`, filled by the set-up and by
/// `hone finetune`.
public struct AdapterLibrary: Sendable, Hashable {
    /// The folder that holds a folder for each adapter.
    public let folder: URL

    /// The adapter that ships with Hone; used where none is named.
    public static let shippedName = "tabular"

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

    /// The folder of an adapter that is named, or given by its path; without a name the shipped one.
    ///
    /// - Returns: nil if there is none.
    public func locate(_ nameOrPath: String? = nil) -> URL? {
        guard let nameOrPath else {
            let usual = folder.appendingPathComponent(Self.shippedName, isDirectory: true)
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
