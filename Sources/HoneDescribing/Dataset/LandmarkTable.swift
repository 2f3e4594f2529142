import HoneNumerics

/// A sample of a dataset as numbers: what the landmarks are computed from.
struct LandmarkTable {
    /// A feature's values, NaN where they are missing: numbers of mean 0 and variance 1, or the numbers of texts.
    struct Feature {
        var values: [Double]
        var isNumeric: Bool
        /// How many texts there are.
        var count = 0
    }

    var features: [Feature]
    /// Class numbers, or the target itself.
    var targets: [Double]
    /// 0 where the target is a number.
    var classes: Int
    /// Which half of the sample a row belongs to.
    var isSecondHalf: [Bool]

    var rows: Int { targets.count }

    private static let fewestRows = 10
    private static let mostFeatures = 200
    private static let mostClasses = 100
    /// A column of more different texts names or tells something rather than sorts it.
    private static let mostTexts = 50

    /// - Returns: nil where the sample is too small, or has too many classes, to say anything.
    init?(
        _ sample: [[DataCell]], features: [(index: Int, isNumeric: Bool)], target: Int, isClassification: Bool,
        seed: UInt64
    ) {
        var generator = SeededGenerator(seed: seed)
        let rows = sample.filter { !$0[target].isMissing && (isClassification || $0[target].number != nil) }
        guard rows.count >= Self.fewestRows, !features.isEmpty else { return nil }
        let chosen =
            features.count > Self.mostFeatures
            ? Array(features.shuffled(using: &generator).prefix(Self.mostFeatures)) : features
        self.features = chosen.map { index, isNumeric in
            isNumeric ? Self.numeric(rows.map { $0[index].number }) : Self.coded(rows.map { $0[index] })
        }.filter { $0.isNumeric || $0.count <= Self.mostTexts }
        guard !self.features.isEmpty else { return nil }
        if isClassification {
            let coded = Self.coded(rows.map { $0[target] })
            targets = coded.values
            classes = coded.count
            guard (2...Self.mostClasses).contains(classes) else { return nil }
        } else {
            targets = rows.compactMap { $0[target].number }
            classes = 0
        }
        let order = rows.indices.shuffled(using: &generator)
        isSecondHalf = Array(repeating: false, count: rows.count)
        for place in order.indices where place % 2 == 1 { isSecondHalf[order[place]] = true }
    }

    private static func numeric(_ values: [Double?]) -> Feature {
        let known = values.compactMap { $0 }
        // Divided first, so that numbers near the ends of what a double holds have a finite variance.
        let unit = max(known.map(\.magnitude).max() ?? 1, .leastNormalMagnitude)
        let mean = known.reduce(0) { $0 + $1 / unit } / Double(max(1, known.count))
        let variance = known.reduce(0) { $0 + ($1 / unit - mean) * ($1 / unit - mean) } / Double(max(1, known.count))
        let deviation = variance > 0 ? variance.squareRoot() : 1
        return Feature(values: values.map { $0.map { ($0 / unit - mean) / deviation } ?? .nan }, isNumeric: true)
    }

    /// Numbers of the texts, in the order of their first appearance.
    private static func coded(_ cells: [DataCell]) -> Feature {
        var codes: [DataCell: Int] = [:]
        let values = cells.map { cell -> Double in
            if cell.isMissing { return .nan }
            let code = codes[cell] ?? codes.count
            codes[cell] = code
            return Double(code)
        }
        return Feature(values: values, isNumeric: false, count: codes.count)
    }
}
