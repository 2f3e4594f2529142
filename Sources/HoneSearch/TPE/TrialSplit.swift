import Foundation
import HoneNumerics

/// A study's trials in two: the good ones, whose density is sought, and all others, running and failed ones included.
struct TrialSplit: Sendable {
    /// Rows of the table, in rising order.
    private(set) var good: [Int]
    private(set) var others: [Int]

    /// The tenth part of the trials that ended counts as good, with one objective at most 25 of them (the defaults of Optuna 5).
    private static let share = 0.1
    private static let mostGood = 25

    init(_ table: TrialTable) {
        let share = Int((Double(table.ranked) * Self.share).rounded(.up))
        good =
            table.hasSeveralObjectives
            ? Self.leastDominated(share, of: table) : Self.best(min(share, Self.mostGood), of: table)
        var isOther = table.standings.map { $0 != .ignored }
        for row in good { isOther[row] = false }
        others = isOther.indices.filter { isOther[$0] }
    }

    /// The rows of the best ranks.
    private static func best(_ wanted: Int, of table: TrialTable, where isAsked: (Int) -> Bool = { _ in true }) -> [Int]
    {
        var best: [(row: Int, rank: TrialRank)] = []
        for (row, rank) in table.ranks.enumerated() where table.standings[row] == .ranked && isAsked(row) {
            if best.count == wanted {
                guard let last = best.last, rank < last.rank else { continue }
                best.removeLast()
            }
            // Behind its equals: the earlier trial is preferred.
            best.insert((row, rank), at: best.firstIndex { rank < $0.rank } ?? best.count)
        }
        return best.map(\.row).sorted()
    }

    /// With several objectives: front after front, and of the front that is too large those that dominate most together (Ozaki,
    /// Tanigaki, Watanabe, Nomura and Onishi, "Multiobjective tree-structured Parzen estimator", 2022, section 4.2). Pruned
    /// trials follow the complete ones, and those beyond bounds on metrics these.
    private static func leastDominated(_ wanted: Int, of table: TrialTable) -> [Int] {
        let rows = table.standings.indices.filter { table.standings[$0] == .ranked && table.ranks[$0].isComplete }
        let vectors = rows.map { table.values[$0] }
        var good: [Int] = []
        for front in NonDominatedSorting.fronts(of: NonDominatedSorting.ranks(of: vectors)) where good.count < wanted {
            guard good.count + front.count > wanted else {
                good += front.map { rows[$0] }
                continue
            }
            let members = front.map { vectors[$0] }
            let chosen = HypervolumeSubset.indices(
                of: members, count: wanted - good.count, reference: HypervolumeSubset.reference(for: members))
            good += chosen.map { rows[front[$0]] }
        }
        if good.count < wanted {
            good += best(wanted - good.count, of: table) { !table.ranks[$0].isComplete }
        }
        return good.sorted()
    }

    /// Counts the table's last row among the others.
    mutating func addOther(_ row: Int) { others.append(row) }
}

extension TrialTable {
    /// How many trials ended with a rank.
    var ranked: Int {
        standings.reduce(0) { $0 + ($1 == .ranked ? 1 : 0) }
    }
}
