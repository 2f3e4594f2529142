import HoneCore

/// Coordinates of an order of things such that the squared distance of two orders is the part of the largest one: of few things
/// by pairs (which stands first), of many by their places.
struct OrderFeatures: Sendable {
    private let count: Int
    /// Beyond so many things there are too many pairs.
    private static let mostWithPairs = 12

    init(count: Int) { self.count = count }

    private var hasPairs: Bool { count <= Self.mostWithPairs }

    /// How many coordinates there are.
    var width: Int { hasPairs ? count * (count - 1) / 2 : count }

    /// The coordinates; without an order the middle of all, from which every order is equally far (a quarter).
    func row(_ order: [Int]?) -> [Double] {
        let places = order.map(Permutation.places)
        var row: [Double] = []
        row.reserveCapacity(width)
        guard hasPairs else {
            let n = Double(count)
            let scale = (3 / (n * (n * n - 1))).squareRoot()
            for item in 0..<count { row.append(scale * (places.map { Double($0[item]) } ?? (n - 1) / 2)) }
            return row
        }
        let height = (1 / Double(width)).squareRoot()
        for a in 0..<count {
            for b in (a + 1)..<max(count, a + 1) {
                row.append(places.map { $0[a] < $0[b] ? height : 0 } ?? height / 2)
            }
        }
        return row
    }
}
