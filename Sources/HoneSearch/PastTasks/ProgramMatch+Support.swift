extension ProgramMatch {
    /// Whether the study is what an adapter that saw the family was tested on, but for the data: the same program, each of its
    /// parameters and no other, on ranges that were mostly covered, for a figure of the same kind.
    package var isTested: Bool {
        program >= Self.sameProgram && unmatched.isEmpty && missing.isEmpty && isSameKindOfMetric
            && pairs.allSatisfy { $0.isSame && $0.coverage >= Self.testedCoverage }
    }

    private static let sameProgram = 0.99
    private static let testedCoverage = 0.5

    /// For people: `mlp (7 tasks), 4 of 5 parameters known (unknown: dropout)`.
    package var summary: String {
        let same = pairs.filter(\.isSame)
        let all = pairs.count + unmatched.count
        var parts = ["\(family) (\(tasks) task\(tasks == 1 ? "" : "s"))"]
        parts.append(
            same.count == all ? "all \(all) parameters known" : "\(same.count) of \(all) parameters known")
        let strange = unmatched + pairs.filter { !$0.isSame }.map(\.ours)
        if !strange.isEmpty, !same.isEmpty { parts.append("unknown: \(Self.list(strange))") }
        if !missing.isEmpty, !same.isEmpty { parts.append("not in this study: \(Self.list(missing))") }
        let narrow = same.filter { $0.coverage < Self.testedCoverage }.map(\.ours)
        if !narrow.isEmpty { parts.append("other ranges: \(Self.list(narrow))") }
        if !isSameMetric { parts.append(isSameKindOfMetric ? "another metric" : "a metric of another kind") }
        return parts.joined(separator: "; ")
    }

    private static let listed = 4

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(listed).joined(separator: ", ")
        return names.count > listed ? "\(shown) and \(names.count - listed) more" : shown
    }
}
