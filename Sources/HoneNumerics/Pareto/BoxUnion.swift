/// Boxes that share the corner at the origin; their union's volume is a hypervolume.
///
/// A box's edges are how far a vector lies below the reference point in each objective.
struct BoxUnion {
    private let dimension: Int
    /// The boxes' edges, one box after the other, all positive.
    private var edges: [Double] = []

    init(dimension: Int) { self.dimension = dimension }

    var count: Int { dimension == 0 ? 0 : edges.count / dimension }

    /// Adds the box between a vector of minimised values and the reference, if there is one.
    mutating func append(_ vector: [Double], reference: [Double]) {
        precondition(vector.count == dimension && reference.count == dimension, "vectors of the reference's length")
        for index in vector.indices where !(vector[index] < reference[index]) { return }
        for index in vector.indices { edges.append(reference[index] - vector[index]) }
    }

    /// The volume of the union.
    func volume() -> Double {
        guard count > 0 else { return 0 }
        // All edges are positive, so one infinite one makes the volume infinite.
        guard edges.allSatisfy(\.isFinite) else { return .infinity }
        switch dimension {
        case 1: return edges.max() ?? 0
        case 2: return area()
        case 3: return solid()
        default: return sliced()
        }
    }

    /// A sweep from the widest box to the narrowest; O(n log n).
    private func area() -> Double {
        let order = (0..<count).sorted { edges[2 * $0] > edges[2 * $1] }
        var total = 0.0
        var height = 0.0
        for box in order where edges[2 * box + 1] > height {
            total += edges[2 * box] * (edges[2 * box + 1] - height)
            height = edges[2 * box + 1]
        }
        return total
    }

    /// A sweep from the highest box down, with the area of those passed as a staircase.
    private func solid() -> Double {
        let order = (0..<count).sorted { edges[3 * $0 + 2] > edges[3 * $1 + 2] }
        var stairs = Staircase()
        var total = 0.0
        for (place, box) in order.enumerated() {
            stairs.insert(width: edges[3 * box], height: edges[3 * box + 1])
            let below = place + 1 < order.count ? edges[3 * order[place + 1] + 2] : 0
            total += stairs.area * (edges[3 * box + 2] - below)
        }
        return total
    }

    /// WFG with slicing: each box's own part beside those that are longer in the last objective. What it shares with them
    /// is as long as itself there, so that this is a volume of one dimension less.
    private func sliced() -> Double {
        let last = dimension - 1
        let boxes = undominated()
        let order = (0..<boxes.count).sorted { boxes.edges[$0 * dimension + last] < boxes.edges[$1 * dimension + last] }
        var total = 0.0
        for (place, box) in order.enumerated() {
            let start = box * dimension
            var own = 1.0
            for index in 0..<last { own *= boxes.edges[start + index] }
            var shared = BoxUnion(dimension: last)
            shared.edges.reserveCapacity((order.count - place - 1) * last)
            for other in order[(place + 1)...] {
                for index in 0..<last {
                    shared.edges.append(min(boxes.edges[start + index], boxes.edges[other * dimension + index]))
                }
            }
            total += boxes.edges[start + last] * (own - shared.volume())
        }
        return total
    }

    /// Without the boxes that lie within another one; of equal ones the first stays.
    private func undominated() -> BoxUnion {
        var result = BoxUnion(dimension: dimension)
        for box in 0..<count where !isWithinAnother(box) {
            result.edges += edges[box * dimension..<(box + 1) * dimension]
        }
        return result
    }

    private func isWithinAnother(_ box: Int) -> Bool {
        search: for other in 0..<count where other != box {
            var isEqual = true
            for index in 0..<dimension {
                let (inner, outer) = (edges[box * dimension + index], edges[other * dimension + index])
                if inner > outer { continue search }
                if inner < outer { isEqual = false }
            }
            if !isEqual || other < box { return true }
        }
        return false
    }
}

/// Boxes in the plane with one corner at the origin, none within another: the wider the lower.
struct Staircase {
    /// Falling.
    private var widths: [Double] = []
    /// Rising.
    private var heights: [Double] = []
    /// The area of the union.
    private(set) var area = 0.0

    /// Adds a box; O(log n) to find its place, and what an array takes to make room.
    mutating func insert(width: Double, height: Double) {
        // The first box that is narrower, or as wide and no higher.
        var low = 0
        var high = widths.count
        while low < high {
            let middle = (low + high) / 2
            if widths[middle] >= width { low = middle + 1 } else { high = middle }
        }
        if low > 0, heights[low - 1] >= height { return }
        // Boxes of this width, and narrower ones that are no higher, lie within it.
        var first = low
        if first > 0, widths[first - 1] == width { first -= 1 }
        var end = low
        while end < widths.count, heights[end] <= height { end += 1 }
        // What is new lies above the floor, from step to step down to the first box that is higher.
        var floor = first > 0 ? heights[first - 1] : 0
        for step in first..<end {
            area += (width - widths[step]) * (heights[step] - floor)
            floor = heights[step]
        }
        let narrower = end < widths.count ? widths[end] : 0
        area += (width - narrower) * (height - floor)
        widths.replaceSubrange(first..<end, with: [width])
        heights.replaceSubrange(first..<end, with: [height])
    }
}
