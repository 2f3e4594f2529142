import Foundation
import HoneBase

/// The readers on this machine: folders with a record under `readers` in `HONE_HOME`.
public struct ReaderLibrary: Sendable, Hashable {
    /// The folder that holds a folder for each reader.
    public let folder: URL

    /// The reader that ships with Hone; used where none is named and none was learnt.
    public static let shippedName = "programs"
    /// Readers that `hone learn` makes: `learnt`, `learnt-2`, ... Earlier ones stay, because studies that were begun with them
    /// need them.
    public static let ownName = "learnt"
    /// Names the reader that is used where none is named.
    private static let defaultFile = "default"
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

    /// The reader that is used where none is named: the last one that was learnt from the user's own trials, else the shipped one.
    public var defaultName: String {
        let text = try? String(contentsOf: folder.appendingPathComponent(Self.defaultFile), encoding: .utf8)
        guard let name = text?.trimmingCharacters(in: .whitespacesAndNewlines), !name.isEmpty, !name.contains("/"),
            isReader(folder.appendingPathComponent(name, isDirectory: true))
        else { return Self.shippedName }
        return name
    }

    /// Uses a reader where none is named; nil: the shipped one.
    ///
    /// - Throws: `FileError` if the folder cannot be written.
    public func setDefault(_ name: String?) throws {
        let file = folder.appendingPathComponent(Self.defaultFile)
        guard let name else {
            try? FileManager.default.removeItem(at: file)
            return
        }
        try AtomicFile.write(Data("\(name)\n".utf8), to: file)
    }

    /// Where the next reader learnt from the user's own trials goes. One that was begun and not ended is gone on with.
    public var nextOwn: URL {
        var number = 1
        while true {
            let name = number == 1 ? Self.ownName : "\(Self.ownName)-\(number)"
            let url = folder.appendingPathComponent(name, isDirectory: true)
            if !isReader(url) { return url }
            number += 1
        }
    }

    /// The folder of a reader that is named, or given by its path; without a name the default one.
    ///
    /// - Returns: nil if there is none.
    public func locate(_ nameOrPath: String? = nil) -> URL? {
        let named = folder.appendingPathComponent(nameOrPath ?? defaultName, isDirectory: true)
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
