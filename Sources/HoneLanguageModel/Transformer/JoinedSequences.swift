/// A header and rows laid out as one sequence of inputs: the header attends causally to itself, each row to the
/// whole header and causally to itself, never to another row. Every row's positions go on from the header's end.
///
/// A plain causal sequence is a header without rows. Rows that begin alike may come as a `CandidateTree`, in which a
/// common beginning is one run of inputs.
package struct JoinedSequences: Sendable, Hashable {
    /// Header, then the rows one after another, or the nodes of their tree.
    package let inputs: [InputRow]
    /// Rotary position of each input.
    package let positions: [Int32]
    /// Inputs of the header.
    package let headerCount: Int
    /// Where each row begins in `inputs`; ascending. Empty for a tree.
    package let rowStarts: [Int]
    /// Index of the last input of every row: where a row's score is read. Ascending.
    package let rowEnds: [Int]
    /// The rows' common beginnings; nil where the rows lie one after another.
    let tree: CandidateTree?

    package init(header: [InputRow], rows: [[InputRow]] = []) {
        self.init(header: header, rows: rows, firstPosition: 0)
    }

    /// `firstPosition`: inputs that a cache already holds in front of the header.
    init(header: [InputRow], rows: [[InputRow]], firstPosition: Int) {
        let count = header.count + rows.reduce(0) { $0 + $1.count }
        var inputs = header
        var positions = (0..<header.count).map { Int32(firstPosition + $0) }
        var starts: [Int] = []
        var ends: [Int] = []
        inputs.reserveCapacity(count)
        positions.reserveCapacity(count)
        for row in rows {
            starts.append(inputs.count)
            inputs += row
            positions += (0..<row.count).map { Int32(firstPosition + header.count + $0) }
            ends.append(inputs.count - 1)
        }
        self.inputs = inputs
        self.positions = positions
        headerCount = header.count
        rowStarts = starts
        rowEnds = ends
        tree = nil
    }

    /// Rows behind what a cache holds, their common beginnings once.
    init(tree: CandidateTree, firstPosition: Int) {
        inputs = tree.inputs
        positions = tree.depths.map { Int32(firstPosition) + $0 }
        headerCount = 0
        rowStarts = []
        rowEnds = tree.ends
        self.tree = tree
    }

    package var count: Int { inputs.count }
}
