import Foundation

/// A study's trials in two: the good ones, whose density is sought, and all others, running and failed ones included.
struct TrialSplit: Sendable {
    /// Rows of the table, in rising order.
    private(set) var good: [Int]
    private(set) var others: [Int]

    /// The tenth part of the trials that ended counts as good, at most 25 of them (the defaults of Optuna 5).
    private static let share = 0.1
    private static let mostGood = 25

    init(_ table: TrialTable) {
        var best: [(row: Int, rank: TrialRank)] = []
        let wanted = min(Self.mostGood, Int((Double(table.ranked) * Self.share).rounded(.up)))
        for (row, rank) in table.ranks.enumerated() where table.standings[row] == .ranked {
            if best.count == wanted {
                guard let last = best.last, rank < last.rank else { continue }
                best.removeLast()
            }
            // Behind its equals: the earlier trial is preferred.
            best.insert((row, rank), at: best.firstIndex { rank < $0.rank } ?? best.count)
        }
        good = best.map(\.row).sorted()
        var isOther = table.standings.map { $0 != .ignored }
        for row in good { isOther[row] = false }
        others = isOther.indices.filter { isOther[$0] }
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
