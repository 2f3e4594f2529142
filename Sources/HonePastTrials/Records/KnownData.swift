import HoneBase

/// The data that come with Hone: spaces of the families whose trials ship (`Data/spaces.json`), names that mean the same
/// dataset and families whose programs are of one kind (`Data/names.json`). Embedded, so that the tool has them wherever
/// it lies.
enum KnownData {
    /// `spaces.json`; without families if it is damaged, which a test notices.
    static let spaces: SpacesDocument = {
        let json = try? JSON(parsing: PackageResources.spaces_json)
        return json.flatMap { try? SpacesDocument($0) }
            ?? SpacesDocument(families: [:], objective: SpacesDocument.knownObjective)
    }()

    /// Names of one dataset each: those of KEEL, OpenML, UCI and scikit-learn for datasets of Hone's database and tests.
    static let datasets: [[String]] = groups("datasets")

    /// Families that are one when one of them is left out.
    static let families: [[String]] = groups("families")

    private static func groups(_ name: String) -> [[String]] {
        let json = try? JSON(parsing: PackageResources.names_json)
        return json?[name]?.elements?.map { $0.elements?.compactMap(\.text) ?? [] } ?? []
    }
}
