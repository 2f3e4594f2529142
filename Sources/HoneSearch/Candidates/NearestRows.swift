import HoneCore

/// Finds the row of a list that lies nearest to a configuration which need not be in it.
struct NearestRows: Sendable {
    private let list: FiniteCandidates
    private let encoder: FeatureEncoder

    init(_ list: FiniteCandidates, in space: SearchSpace) {
        self.list = list
        encoder = FeatureEncoder(space)
    }

    /// The nearest row that is not banned, by the squared distance of `FeatureEncoder`; the first of equally near ones. Nil if all
    /// are banned.
    func nearest(to configuration: Configuration, banning banned: Set<Int>) -> Int? {
        let target = encoder.row(configuration)
        let isNumber = encoder.columns.map { $0.comparison == .difference }
        var best: (row: Int, distance: Double)?
        list.features.storage.withUnsafeBufferPointer { storage in
            for row in list.distinctRows where !banned.contains(row) {
                var distance = 0.0
                for column in target.indices {
                    let value = storage[row * target.count + column]
                    let difference = value - target[column]
                    distance += isNumber[column] ? difference * difference : (difference == 0 ? 0 : 1)
                }
                if distance < best?.distance ?? .infinity { best = (row, distance) }
            }
        }
        return best?.row
    }
}
