import Foundation
import HoneCore

/// A file of weights that Hone knows: what it is called, how large it is, what its bytes hash to.
package struct ModelFile: Sendable, Hashable {
    /// What users call the model.
    package let name: String
    package let fileName: String
    /// Size in bytes.
    package let byteCount: Int
    /// 64 lower-case hexadecimal digits.
    package let sha256: String
    package let license: String
    /// Where the set-up takes it from.
    package let source: String

    package init(name: String, fileName: String, byteCount: Int, sha256: String, license: String, source: String) {
        self.name = name
        self.fileName = fileName
        self.byteCount = byteCount
        self.sha256 = sha256
        self.license = license
        self.source = source
    }

    /// What is known about the file in a home.
    package enum Status: Sendable, Equatable {
        case missing
        /// There, with the right size.
        case present
        /// There, with the right size and hash.
        case verified
        /// There, but not the expected file; says why.
        case damaged(String)
    }

    /// Where the file belongs.
    package func url(in home: URL = HoneHome.directory()) -> URL {
        HoneHome.models(in: home).appendingPathComponent(fileName)
    }

    /// Looks at the file; with `verifying` reads all of it and compares its hash (some 0.3 s for 98 MB).
    package func status(in home: URL = HoneHome.directory(), verifying: Bool = false) -> Status {
        let url = url(in: home)
        guard FileManager.default.fileExists(atPath: url.path) else { return .missing }
        let mapping: MappedFile
        do throws(ModelFileError) {
            mapping = try MappedFile(url: url, remedy: ModelCatalog.remedy)
        } catch {
            return .damaged(error.problem)
        }
        guard mapping.bytes.count == byteCount else {
            return .damaged("it has \(mapping.bytes.count) bytes instead of \(byteCount)")
        }
        guard verifying else { return .present }
        let hash = withExtendedLifetime(mapping) { SHA256.hash(of: mapping.bytes).hexadecimal }
        return hash == sha256 ? .verified : .damaged("its SHA-256 is \(hash) instead of \(sha256)")
    }

    /// The file's place, once it is found to be there and right.
    ///
    /// - Throws: `ModelFileError` naming the file and the remedy if it is missing or damaged.
    package func locate(in home: URL = HoneHome.directory(), verifying: Bool = false) throws(ModelFileError) -> URL {
        let url = url(in: home)
        switch status(in: home, verifying: verifying) {
        case .present, .verified: return url
        case .missing:
            throw ModelFileError(
                .unreadable, file: url.path, place: "", problem: "the weights of \(name) are missing",
                remedy: ModelCatalog.remedy)
        case .damaged(let reason):
            throw ModelFileError(
                .malformed, file: url.path, place: "", problem: "these are not the weights of \(name): \(reason)",
                remedy: ModelCatalog.remedy)
        }
    }
}
