import HoneBase

/// The data that come with Hone: spaces of the families whose trials ship (`Data/spaces.json`) or are fetched, names that mean the same
/// dataset and families whose programs are of one kind (`Data/names.json`). Embedded, so that the tool has them wherever
/// it lies.
enum KnownData {
    /// `spaces.json`; without families if it is damaged, which a test notices.
    static let spaces = document(PackageResources.spaces_json)

    /// The spaces of Oboe's grid (`oboe.json`).
    static let oboe = document(PackageResources.oboe_json)

    /// The spaces of LEMUR's networks (`nn-dataset.json`).
    static let nnDataset = document(PackageResources.nn_dataset_json)

    /// The spaces of MindWare's models (`mindware.json`).
    static let mindware = document(PackageResources.mindware_json)

    /// MindWare's datasets by their files' names: name and facts. None that Hone keeps for tests.
    static let mindwareDatasets: [String: JSON] = {
        let members = (try? JSON(parsing: PackageResources.mindware_json))?["datasets"]?.members ?? []
        return Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }()

    /// Names of one dataset each: those of KEEL, OpenML, UCI and scikit-learn for datasets of Hone's database and tests,
    /// and names and ids (`openml:31`) of OpenML's datasets that others publish trials on (`openml.json`).
    static let datasets: [[String]] = groups("datasets", in: names) + groups("datasets", in: openMLFile)

    /// Families that are one when one of them is left out.
    static let families: [[String]] = groups("families", in: names)

    /// Names of OpenML's datasets by their ids. None that Hone keeps for tests.
    static let openML: [String: String] = {
        let members = openMLFile?["openml"]?.members ?? []
        return Dictionary(members.map { ($0.name, $0.value.text ?? $0.name) }, uniquingKeysWith: { first, _ in first })
    }()

    private static let names = try? JSON(parsing: PackageResources.names_json)
    private static let openMLFile = try? JSON(parsing: PackageResources.openml_json)

    private static func groups(_ name: String, in json: JSON?) -> [[String]] {
        json?[name]?.elements?.map { $0.elements?.compactMap(\.text) ?? [] } ?? []
    }

    private static func document(_ bytes: [UInt8]) -> SpacesDocument {
        let json = try? JSON(parsing: bytes)
        return json.flatMap { try? SpacesDocument($0) }
            ?? SpacesDocument(families: [:], objective: SpacesDocument.knownObjective)
    }
}
