import Foundation
import HoneBase

/// The models on this machine: those of the catalogue, and whatever other GGUF files and checkpoints' folders lie beside
/// them in `models` of `HONE_HOME`.
package struct ModelLibrary: Sendable {
    package let home: URL

    package init(home: URL = HoneHome.directory()) { self.home = home }

    /// GGUF files and folders with `config.json` that the catalogue does not know, sorted by name.
    package var others: [URL] {
        let folder = HoneHome.models(in: home)
        let known = Set(ModelCatalog.all.map(\.fileName))
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return found.sorted().filter { !known.contains($0) }.map { folder.appendingPathComponent($0) }
            .filter(Self.looksLikeModel)
    }

    /// What users call the models, the catalogue's first.
    package var names: [String] { ModelCatalog.all.map(\.name) + others.map(Self.name) }

    /// A model by its name (of the catalogue in any case, a file's with or without its ending) or by its path.
    ///
    /// - Returns: nil if there is none.
    /// - Throws: `ModelFileError` if it is one of the catalogue's and missing or damaged.
    package func locate(_ nameOrPath: String) throws(ModelFileError) -> URL? {
        if let known = ModelCatalog.all.first(where: { $0.name.lowercased() == nameOrPath.lowercased() }) {
            return try known.locate(in: home)
        }
        if let found = others.first(where: { Self.name($0) == nameOrPath || $0.lastPathComponent == nameOrPath }) {
            return found
        }
        let path = URL(fileURLWithPath: (nameOrPath as NSString).expandingTildeInPath)
        return FileManager.default.fileExists(atPath: path.path) ? path : nil
    }

    /// A model by its name or path; the one that Hone uses if nil.
    ///
    /// - Throws: `ModelFileError` if there is none, or one of the catalogue's is missing or damaged.
    package func existing(_ nameOrPath: String?) throws(ModelFileError) -> URL {
        guard let nameOrPath else { return try ModelCatalog.smolLM2.locate(in: home) }
        if let found = try locate(nameOrPath) { return found }
        throw ModelFileError(
            .unreadable, file: nameOrPath, place: "",
            problem: "is neither a model that Hone knows nor a file" + NearestName.hint(for: nameOrPath, among: names),
            remedy: "Name a model that `hone model list` shows, a GGUF file or a checkpoint's folder.")
    }

    /// The base model that an adapter's card names; the built-in model if nothing else fits, so that whoever compares
    /// the hashes says what is wrong.
    ///
    /// - Throws: `ModelFileError` if it is one of the catalogue's and missing or damaged.
    package func base(of card: AdapterCard) throws(ModelFileError) -> URL {
        if let known = ModelCatalog.model(sha256: card.baseModelHash) { return try known.locate(in: home) }
        if let found = others.first(where: { Self.name($0) == card.baseModel }) { return found }
        return try ModelCatalog.smolLM2.locate(in: home)
    }

    /// As `LanguageModelFile.name`.
    private static func name(_ url: URL) -> String {
        url.pathExtension.lowercased() == "gguf" ? url.deletingPathExtension().lastPathComponent : url.lastPathComponent
    }

    private static func looksLikeModel(_ url: URL) -> Bool {
        url.pathExtension.lowercased() == "gguf"
            || FileManager.default.fileExists(
                atPath: url.appendingPathComponent(Checkpoint.configurationName).path)
    }
}
