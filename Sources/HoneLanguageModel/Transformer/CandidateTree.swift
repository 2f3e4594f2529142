/// Rows with their common beginnings told once: every node is one input of the model, seen by all rows that pass
/// through it. What a node attends to are its ancestors, so that its state is the one that the rows would compute
/// each for itself.
///
/// Nodes lie depth first, each behind its parent. Attention wants a node's ancestors side by side, which in this order
/// only the first path through them are; `pathNodes` lists the nodes path by path, those of later paths again.
package struct CandidateTree: Sendable, Hashable {
    /// The nodes' inputs.
    package private(set) var inputs: [InputRow] = []
    /// A node's distance from its row's beginning.
    package private(set) var depths: [Int32] = []
    /// The node at which each row ends; ascending.
    package private(set) var ends: [Int] = []
    /// The nodes of every path one after another.
    private(set) var pathNodes: [Int32] = []
    /// Where in `pathNodes` the path stands that brought a node: its ancestors and the node itself from there on.
    private(set) var pathStarts: [Int32] = []

    /// - Parameter rows: not empty, ascending in the order of `InputRow`, no two alike.
    init(sorted rows: some Collection<[InputRow]>) {
        // The nodes of the row before.
        var path: [Int32] = []
        var previous: [InputRow] = []
        for row in rows {
            let shared = Self.commonBeginning(previous, row)
            path.removeSubrange(shared...)
            let start = Int32(pathNodes.count)
            for depth in shared..<row.count {
                path.append(Int32(inputs.count))
                inputs.append(row[depth])
                depths.append(Int32(depth))
                pathStarts.append(start)
            }
            pathNodes += path
            ends.append(inputs.count - 1)
            previous = row
        }
    }

    package var count: Int { inputs.count }

    /// How many inputs two rows have in common from the first on.
    static func commonBeginning(_ a: [InputRow], _ b: [InputRow]) -> Int {
        let most = min(a.count, b.count)
        var count = 0
        while count < most, a[count] == b[count] { count += 1 }
        return count
    }
}
