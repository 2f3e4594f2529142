/// How many rows become few passes: rows that are alike once, rows that begin alike beside each other, passes of
/// bounded size.
///
/// Rows are sorted, so the order in which they were given decides nothing but the order of the results.
package struct ScoringPlan: Sendable {
    /// Rows that go through the model together.
    package struct Pass: Sendable {
        /// Which of the plan's different rows, in sorted order.
        package let rows: Range<Int>
        /// Inputs that the model computes.
        package let inputs: Int
    }

    /// The different rows, ascending.
    package let rows: [[InputRow]]
    /// For each row as given, its place in `rows`.
    package let places: [Int]
    package let passes: [Pass]
    /// Whether common beginnings are computed once.
    package let sharesBeginnings: Bool
    /// Inputs of the rows as given.
    package let givenInputs: Int

    /// Inputs that the model computes in all passes.
    package var computedInputs: Int { passes.reduce(0) { $0 + $1.inputs } }

    /// - Parameters:
    ///   - passInputs: inputs of a pass at most; a longer row is a pass of its own.
    ///   - sharing: whether to compute common beginnings once; nil: where it pays.
    /// - Throws: `TransformerError.empty` naming the row without inputs.
    package init(
        _ given: [[InputRow]], shape: TransformerShape, passInputs: Int, sharing: Bool? = nil
    ) throws(TransformerError) {
        if let empty = given.firstIndex(where: \.isEmpty) { throw .empty("Row \(empty)") }
        let order = given.indices.sorted { given[$0].lexicographicallyPrecedes(given[$1]) }
        var rows: [[InputRow]] = []
        var places = [Int](repeating: 0, count: given.count)
        for index in order {
            if rows.last != given[index] { rows.append(given[index]) }
            places[index] = rows.count - 1
        }
        let plain = rows.reduce(0) { $0 + $1.count }
        // The inputs that a row adds to the one before it.
        let added = rows.indices.map { index in
            index == 0
                ? rows[0].count : rows[index].count - CandidateTree.commonBeginning(rows[index - 1], rows[index])
        }
        let shared = added.reduce(0, +)
        sharesBeginnings = shared < plain && (sharing ?? SharingCost.pays(plain: plain, shared: shared, shape: shape))
        passes = Self.split(
            lengths: rows.map(\.count), added: sharesBeginnings ? added : rows.map(\.count), limit: passInputs)
        self.rows = rows
        self.places = places
        givenInputs = given.reduce(0) { $0 + $1.count }
    }

    /// Passes of about equal size, none above the limit unless one row is.
    private static func split(lengths: [Int], added: [Int], limit: Int) -> [Pass] {
        let total = added.reduce(0, +)
        let count = max(1, (total + limit - 1) / limit)
        let even = min(limit, (total + count - 1) / count + (lengths.max() ?? 0))
        var passes: [Pass] = []
        var first = 0
        var inputs = 0
        for index in added.indices {
            if index > first, inputs + added[index] > even {
                passes.append(Pass(rows: first..<index, inputs: inputs))
                first = index
                inputs = 0
            }
            // The first row of a pass brings its whole beginning.
            inputs += index == first ? lengths[index] : added[index]
        }
        if first < added.count { passes.append(Pass(rows: first..<added.count, inputs: inputs)) }
        return passes
    }

    /// The inputs of a pass as the model gets them, behind `firstPosition` others.
    package func sequence(of part: Pass, firstPosition: Int) -> JoinedSequences {
        sharesBeginnings
            ? JoinedSequences(tree: CandidateTree(sorted: rows[part.rows]), firstPosition: firstPosition)
            : JoinedSequences(header: [], rows: Array(rows[part.rows]), firstPosition: firstPosition)
    }

    /// Where the inputs of each row of a pass lie among the pass's inputs.
    package func inputs(of part: Pass) -> [[Int]] {
        if sharesBeginnings {
            let tree = CandidateTree(sorted: rows[part.rows])
            return tree.ends.map { end in
                let start = Int(tree.pathStarts[end])
                return tree.pathNodes[start...(start + Int(tree.depths[end]))].map(Int.init)
            }
        }
        var start = 0
        return rows[part.rows].map { row in
            defer { start += row.count }
            return Array(start..<start + row.count)
        }
    }

    /// The results of the different rows, `[rows.count, width]`, in the order of the rows as given.
    package func spread<Element>(_ results: [Element], width: Int = 1) -> [Element] {
        var spread: [Element] = []
        spread.reserveCapacity(places.count * width)
        for place in places { spread += results[place * width..<(place + 1) * width] }
        return spread
    }
}
