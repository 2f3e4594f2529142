/// The largest value of a weighted sum of numbers that are not negative and meet linear relations: the two-phase simplex method
/// on a dense table (Dantzig, "Linear programming and extensions", 1963), with Bland's rule (1977) where it makes no headway.
///
///     let outcome = LinearProgram(inequalities: [LinearRelation([1, 2], 4)], equalities: []).maximum(of: [1, 1])
///     // .optimal(at: [4, 0], value: 4)
///
/// Meant for some hundred relations: a pivot costs their number times that of the coordinates.
package struct LinearProgram: Sendable {
    package enum Outcome: Sendable, Hashable {
        case optimal(at: [Double], value: Double)
        case infeasible
        case unbounded
        /// Given up after more pivots than ever should be needed.
        case undecided
    }

    private var table: [[Double]]
    private var basis: [Int]
    private let variables: Int
    private let columns: Int
    private let firstArtificial: Int

    private static let tolerance = 1e-11
    private static let feasibility = 1e-9
    /// Pivots without a gain after which Bland's rule takes over.
    private static let patience = 20

    /// - Parameters:
    ///   - inequalities: `weights · x ≤ bound`, all with as many weights.
    ///   - equalities: `weights · x = bound`.
    package init(inequalities: [LinearRelation], equalities: [LinearRelation]) {
        let count = inequalities.first?.weights.count ?? equalities.first?.weights.count ?? 0
        let needing = inequalities.filter { $0.bound < 0 }.count + equalities.count
        variables = count
        firstArtificial = count + inequalities.count
        columns = firstArtificial + needing
        table = []
        basis = []
        var artificial = firstArtificial
        for (index, relation) in (inequalities + equalities).enumerated() {
            var row = [Double](repeating: 0, count: columns + 1)
            for column in 0..<count { row[column] = relation.weights[column] }
            row[columns] = relation.bound
            let isInequality = index < inequalities.count
            if isInequality { row[count + index] = 1 }
            if relation.bound < 0 { row = row.map { -$0 } }
            if isInequality, relation.bound >= 0 {
                basis.append(count + index)
            } else {
                row[artificial] = 1
                basis.append(artificial)
                artificial += 1
            }
            table.append(row)
        }
    }

    /// - Parameter objective: one weight for each coordinate.
    package func maximum(of objective: [Double]) -> Outcome {
        var work = self
        if columns > firstArtificial {
            var costs = [Double](repeating: 0, count: columns + 1)
            for column in firstArtificial..<columns { costs[column] = 1 }
            for (row, basic) in work.basis.enumerated() where basic >= firstArtificial {
                for column in 0...columns { costs[column] -= work.table[row][column] }
            }
            guard work.optimize(&costs, upTo: columns) == .done else { return .undecided }
            let scale = 1 + work.table.reduce(0) { max($0, $1[columns].magnitude) }
            if -costs[columns] > Self.feasibility * scale { return .infeasible }
            work.driveOutArtificials()
        }
        var costs = [Double](repeating: 0, count: columns + 1)
        for column in 0..<variables { costs[column] = -objective[column] }
        for (row, basic) in work.basis.enumerated() where basic < variables && objective[basic] != 0 {
            let factor = objective[basic]
            for column in 0...columns { costs[column] += factor * work.table[row][column] }
        }
        switch work.optimize(&costs, upTo: firstArtificial) {
        case .unbounded: return .unbounded
        case .givenUp: return .undecided
        case .done: break
        }
        var point = [Double](repeating: 0, count: variables)
        for (row, basic) in work.basis.enumerated() where basic < variables {
            point[basic] = work.table[row][columns]
        }
        return .optimal(at: point, value: dot(objective, point))
    }

    private enum End { case done, unbounded, givenUp }

    /// Pivots until no cost among the first columns is negative.
    private mutating func optimize(_ costs: inout [Double], upTo limit: Int) -> End {
        var fruitless = 0
        var last = costs[columns]
        for _ in 0..<(50 * (table.count + variables) + 100) {
            var entering: Int?
            var least = -Self.tolerance
            for column in 0..<limit where costs[column] < least {
                entering = column
                if fruitless > Self.patience { break }
                least = costs[column]
            }
            guard let entering else { return .done }
            var leaving: Int?
            var smallest = Double.infinity
            for row in table.indices where table[row][entering] > Self.tolerance {
                let ratio = table[row][columns] / table[row][entering]
                let isTie = leaving.map { abs(ratio - smallest) <= 1e-14 && basis[row] < basis[$0] } ?? false
                if ratio < smallest - 1e-14 || isTie { (leaving, smallest) = (row, ratio) }
            }
            guard let leaving else { return .unbounded }
            pivot(leaving, entering, &costs)
            fruitless = abs(costs[columns] - last) > 1e-13 ? 0 : fruitless + 1
            last = costs[columns]
        }
        return .givenUp
    }

    private mutating func pivot(_ row: Int, _ column: Int, _ costs: inout [Double]) {
        let factor = 1 / table[row][column]
        for index in 0...columns { table[row][index] *= factor }
        table[row][column] = 1
        let pivotRow = table[row]
        for other in table.indices where other != row {
            let amount = table[other][column]
            guard amount != 0 else { continue }
            for index in 0...columns { table[other][index] -= amount * pivotRow[index] }
            table[other][column] = 0
        }
        let amount = costs[column]
        for index in 0...columns { costs[index] -= amount * pivotRow[index] }
        costs[column] = 0
        basis[row] = column
    }

    /// Artificial coordinates that are left at 0 make room, or their relation says nothing new.
    private mutating func driveOutArtificials() {
        var unused = [Double](repeating: 0, count: columns + 1)
        var redundant: [Int] = []
        for row in table.indices where basis[row] >= firstArtificial {
            if let column = (0..<firstArtificial).first(where: { table[row][$0].magnitude > 1e-9 }) {
                pivot(row, column, &unused)
            } else {
                redundant.append(row)
            }
        }
        for row in redundant.reversed() {
            table.remove(at: row)
            basis.remove(at: row)
        }
    }
}
