import Foundation
import HoneFineTuning
import HoneLanguageModel
import HoneModelSearch
import HoneSearch

/// What `lm` asks on this machine: a reader, or the language model adapted to trials as rows.
enum Surrogate {
    case reader(URL, ReaderRecord)
    case rows(URL, FineTuningRecord, hash: String)

    /// SHA-256 of its weights.
    var hash: String {
        switch self {
        case .reader(_, let record): record.weightsHash
        case .rows(_, _, let hash): hash
        }
    }

    /// Content hash of the trials that it was trained on.
    var snapshotHash: String {
        switch self {
        case .reader(_, let record): record.snapshotHash
        case .rows(_, let record, _): record.snapshotHash
        }
    }

    /// The record of an adapter of rows, which keeps past tasks of its own.
    var rows: FineTuningRecord? {
        if case .rows(_, let record, _) = self { record } else { nil }
    }
}

/// The readers and adapters of a home folder under one set of names; a reader comes before an adapter of the same name.
struct SurrogateLibrary {
    let readers: ReaderLibrary
    let adapters: AdapterLibrary

    init(home: URL) {
        readers = ReaderLibrary(home: home)
        adapters = AdapterLibrary(home: home)
    }

    var names: [String] { Set(readers.names + adapters.names).sorted() }

    /// One by its name or folder; without a name the default reader, else the adapter that ships with Hone.
    ///
    /// - Returns: nil if there is none.
    /// - Throws: `FineTuningError` or `OptimizerSetupError.damagedCard` where its record cannot be read.
    func find(_ nameOrPath: String? = nil) throws -> Surrogate? {
        if let folder = readers.locate(nameOrPath) {
            return .reader(folder, try ReaderRecord(contentsOf: folder))
        }
        guard let folder = adapters.locate(nameOrPath) else { return nil }
        return .rows(folder, try FineTuningRecord(contentsOf: folder), hash: try Self.card(in: folder).weightsHash)
    }

    /// The one with these weights, whatever it is called now; looked for first under a name that the user gave.
    func find(hash: String, named: String?) -> Surrogate? {
        // One whose record is damaged is simply not the one.
        let candidates = [named].compactMap(\.self) + names
        for name in candidates {
            let folders = [readers.locate(name), adapters.locate(name)].compactMap(\.self)
            for folder in folders {
                if let found = try? find(folder.path), found.hash == hash { return found }
            }
        }
        return nil
    }

    private static func card(in folder: URL) throws -> AdapterCard {
        let url = folder.appendingPathComponent("card.json")
        do {
            return try JSONDecoder().decode(AdapterCard.self, from: Data(contentsOf: url))
        } catch {
            throw OptimizerSetupError.damagedCard(path: url.path)
        }
    }
}
