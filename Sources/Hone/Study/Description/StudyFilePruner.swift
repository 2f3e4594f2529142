import HoneCore

/// `pruner: median`, or `pruner: {name: hyperband, min: 1, max: 50}`; and the same as a flag, `hyperband:min=1,max=50`.
public enum StudyFilePruner {
    static func decode(_ value: YAMLTree) throws(DescriptionError) -> PrunerChoice? {
        guard case .mapping(let entries) = value.content else {
            let name = try value.text("pruner")
            return name == none ? nil : try choice(name, [:], nil, at: value.place)
        }
        guard let name = entries.first(where: { $0.key == "name" }) else {
            throw value.error("pruner has no name; write pruner: {name: median}")
        }
        var settings: [String: ParameterValue] = [:]
        var wrapped: PrunerChoice?
        for entry in entries where entry.key != "name" {
            if entry.key == PrunerChoice.wrappedKey {
                wrapped = try decode(entry.value)
            } else {
                settings[entry.key] = try entry.value.value(entry.key)
            }
        }
        return try choice(try name.value.text("the name of pruner"), settings, wrapped, at: value.place)
    }

    /// Reads a flag: `median`, `hyperband:min=1,max=50`, `patient:patience=3,of=median`; `none` for no pruner.
    ///
    /// - Throws: `DescriptionError` for what is no pruner.
    public static func parse(_ text: String, place: String) throws(DescriptionError) -> PrunerChoice? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts.first ?? ""
        guard name != none else { return nil }
        var settings: [String: ParameterValue] = [:]
        var wrapped: PrunerChoice?
        for item in parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : [] {
            let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else {
                throw DescriptionError(place, "\(PrintableText.line(item)) is not KEY=NUMBER, as in \(name):min=1")
            }
            if pair[0] == PrunerChoice.wrappedKey {
                wrapped = try parse(pair[1], place: place)
            } else {
                settings[pair[0]] = Double(pair[1]).map(ParameterValue.float) ?? .string(pair[1])
            }
        }
        return try choice(name, settings, wrapped, at: place)
    }

    /// A pruner as its flag is written: `hyperband:max=50,min=1`. Of different pruners the texts differ.
    public static func text(_ pruner: PrunerChoice) -> String {
        let settings = pruner.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.shortestRangeText)" }
        let wrapped = pruner.wrapped.map { ["\(PrunerChoice.wrappedKey)=\(text($0))"] } ?? []
        let pausing = pruner.pauses ? ["\(PrunerChoice.pauseKey)=true"] : []
        let all = (settings + pausing + wrapped).joined(separator: ",")
        return pruner.kind.rawValue + (all.isEmpty ? "" : ":\(all)")
    }

    /// What stands where there is to be none.
    private static let none = "none"

    private static func choice(
        _ name: String, _ settings: [String: ParameterValue], _ wrapped: PrunerChoice?, at place: String
    ) throws(DescriptionError) -> PrunerChoice {
        do {
            return try PrunerChoice(name: name, settings: settings, wrapped: wrapped)
        } catch {
            throw DescriptionError(place, error.description)
        }
    }
}
