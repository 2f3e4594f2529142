import Foundation
import HoneBase

/// The readers on this machine: folders with a record under `readers` in `HONE_HOME`.
public struct ReaderLibrary: Sendable, Hashable {
    /// The folder that holds a folder for each reader.
    public let folder: URL

    /// The reader that ships with Hone.
    public static let shippedName = "programs"
    /// The network's file in a reader's folder.
    static let weightsName = "reader.safetensors"

    /// The readers of a home folder (`HONE_HOME`).
    public init(home: URL) {
        folder = home.appendingPathComponent("readers", isDirectory: true)
    }

    /// The library in `HONE_HOME`.
    public static var standard: ReaderLibrary { ReaderLibrary(home: HoneHome.directory()) }

    /// Names of the readers, sorted.
    public var names: [String] {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return found.filter { isReader(folder.appendingPathComponent($0)) }.sorted()
    }

    /// The folder of a reader that is named, or given by its path; without a name the shipped one.
    ///
    /// - Returns: nil if there is none.
    public func locate(_ nameOrPath: String? = nil) -> URL? {
        let named = folder.appendingPathComponent(nameOrPath ?? Self.shippedName, isDirectory: true)
        if isReader(named) { return named }
        guard let nameOrPath else { return nil }
        let path = URL(fileURLWithPath: nameOrPath, isDirectory: true)
        return isReader(path) ? path : nil
    }

    /// The record is written last.
    private func isReader(_ url: URL) -> Bool {
        FileManager.default.fileExists(atPath: url.appendingPathComponent(ReaderRecord.fileName).path)
            && FileManager.default.fileExists(atPath: url.appendingPathComponent(Self.weightsName).path)
    }
}
