import HoneNumerics

/// A tree of questions with the mean and the variance of the targets at its leaves.
struct RegressionTree: Sendable {
    private enum Node: Sendable {
        case leaf(mean: Double, variance: Double)
        case split(TreeSplit, left: Int, right: Int)
    }

    private var nodes: [Node] = []

    /// The part of the columns that each question may be about, and the rows below which none is asked.
    private static let columnShare = 5.0 / 6
    private static let fewestRows = 3

    /// - Parameter rows: those that it is grown on, repeats included.
    init(_ search: SplitSearch, rows: [Int], using generator: inout SeededGenerator) {
        _ = grow(search, rows, using: &generator)
    }

    private mutating func grow(_ search: SplitSearch, _ rows: [Int], using generator: inout SeededGenerator) -> Int {
        let place = nodes.count
        let count = Double(max(rows.count, 1))
        let mean = rows.reduce(0) { $0 + search.targets[$1] } / count
        let variance = rows.reduce(0) { $0 + (search.targets[$1] - mean) * (search.targets[$1] - mean) } / count
        nodes.append(.leaf(mean: mean, variance: variance))
        guard rows.count >= Self.fewestRows, variance > 0 else { return place }
        let all = search.columns.count
        let wanted = max(1, Int((Double(all) * Self.columnShare).rounded()))
        var found: (split: TreeSplit, explained: Double)?
        for column in generator.sample(wanted, from: all) {
            guard let split = search.best(along: column, rows, using: &generator) else { continue }
            if split.explained > found?.explained ?? -.infinity { found = split }
        }
        guard let split = found?.split else { return place }
        let values = search.values[split.column]
        let left = rows.filter { split.goesLeft(values[$0]) }
        let right = rows.filter { !split.goesLeft(values[$0]) }
        guard !left.isEmpty, !right.isEmpty else { return place }
        let leftPlace = grow(search, left, using: &generator)
        let rightPlace = grow(search, right, using: &generator)
        nodes[place] = .split(split, left: leftPlace, right: rightPlace)
        return place
    }

    /// Mean and variance of the targets where a row ends up.
    func leaf(_ row: [Double]) -> (mean: Double, variance: Double) {
        var place = 0
        while true {
            switch nodes[place] {
            case .leaf(let mean, let variance): return (mean, variance)
            case .split(let split, let left, let right): place = split.goesLeft(row[split.column]) ? left : right
            }
        }
    }
}
