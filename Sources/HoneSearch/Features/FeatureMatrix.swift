/// Points of a search space as the Gaussian process sees them: one row of coordinates a point, `[points, columns]`, row major.
///
/// What a column means is the `FeatureEncoder`'s business; rows of one encoder only go together.
package struct FeatureMatrix: Sendable, Hashable {
    package let columns: Int
    package private(set) var storage: [Double]

    package init(columns: Int) {
        self.columns = columns
        storage = []
    }

    /// - Precondition: whole rows.
    package init(columns: Int, storage: [Double]) {
        precondition(columns == 0 ? storage.isEmpty : storage.count % columns == 0, "whole rows only")
        self.columns = columns
        self.storage = storage
    }

    package var count: Int { columns == 0 ? 0 : storage.count / columns }

    package mutating func reserve(_ points: Int) { storage.reserveCapacity(points * columns) }

    /// - Precondition: the row has `columns` elements.
    package mutating func append(_ row: [Double]) {
        precondition(row.count == columns, "a point has \(columns) coordinates")
        storage.append(contentsOf: row)
    }

    package mutating func append(_ other: FeatureMatrix) {
        precondition(other.columns == columns, "points of the same space only")
        storage += other.storage
    }

    package mutating func append(row index: Int, of other: FeatureMatrix) {
        precondition(other.columns == columns, "points of the same space only")
        storage.append(contentsOf: other.storage[(index * columns)..<((index + 1) * columns)])
    }

    /// The points at some indices, in their order.
    package func selecting(_ indices: [Int]) -> FeatureMatrix {
        var result = FeatureMatrix(columns: columns)
        result.reserve(indices.count)
        for index in indices { result.append(row: index, of: self) }
        return result
    }

    /// The coordinates of a range of points by column, `[columns, range.count]`, for loops that run along memory.
    package func byColumn(_ range: Range<Int>) -> [Double] {
        var result = [Double](repeating: 0, count: columns * range.count)
        for (offset, point) in range.enumerated() {
            for column in 0..<columns { result[column * range.count + offset] = storage[point * columns + column] }
        }
        return result
    }
}
