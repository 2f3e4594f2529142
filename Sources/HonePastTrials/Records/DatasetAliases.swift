/// Which names mean the same dataset, so that leaving one out leaves out all of them.
///
/// A part of a dataset counts as that dataset: whoever has seen `optdigits` has seen `digits`.
public struct DatasetAliases: Sendable, Hashable {
    /// Normalised name -> the name that stands for its group.
    private var groups: [String: String]

    /// - Parameter groups: names of one dataset each; a name in two groups joins them.
    public init(_ groups: [[String]] = []) {
        self.groups = [:]
        for group in groups { join(group) }
    }

    /// The names that Hone knows: those of KEEL, OpenML, UCI and scikit-learn for datasets of its own database and tests.
    public static let standard = DatasetAliases(KnownData.datasets)

    /// Declares names of one dataset; groups that share a name become one.
    public mutating func join(_ names: [String]) {
        let normal = names.map(Self.normalised).filter { !$0.isEmpty }
        let touched = Set(normal.map { groups[$0] ?? $0 })
        guard let representative = touched.min() else { return }
        for name in normal { groups[name] = representative }
        for (name, group) in groups where touched.contains(group) { groups[name] = representative }
        for group in touched { groups[group] = representative }
    }

    /// The one name that stands for all names of a dataset.
    public func group(of name: String) -> String {
        let normal = Self.normalised(name)
        return groups[normal] ?? normal
    }

    /// Whether two names mean one dataset.
    public func areSame(_ first: String, _ second: String) -> Bool { group(of: first) == group(of: second) }

    /// All known names of the dataset, the given one included, sorted.
    public func names(of name: String) -> [String] {
        let group = group(of: name)
        return Set(groups.filter { $0.value == group }.keys).union([Self.normalised(name)]).sorted()
    }

    /// Lower case, `_` for what separates words, and no source before a slash: `hpobench/Credit-G` is `credit_g`.
    static func normalised(_ name: String) -> String {
        let last = name.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) ?? name
        return String(last.lowercased().map { $0 == "-" || $0 == " " || $0 == "." ? "_" : $0 })
    }
}
