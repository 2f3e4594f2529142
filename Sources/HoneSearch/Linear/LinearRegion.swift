import HoneCore
import HoneNumerics

/// What linear conditions leave of the ranges of a space of which certain parameters are active: blocks that have nothing to do
/// with each other.
struct LinearRegion: Sendable {
    let blocks: [LinearBlock]
    /// Whether there is nothing left, as far as was found.
    let isEmpty: Bool

    init(_ variables: [LinearVariable], _ conditions: [LinearCondition]) {
        var root = Array(variables.indices)
        func find(_ place: Int) -> Int {
            var place = place
            while root[place] != place { place = root[place] }
            return place
        }
        let places = Dictionary(uniqueKeysWithValues: variables.enumerated().map { ($1.name, $0) })
        var isEmpty = false
        for condition in conditions {
            let members = condition.weights.keys.compactMap { places[$0] }.sorted()
            // A condition of constants alone.
            if members.isEmpty, condition.isEquality ? condition.bound != 0 : condition.bound < 0 { isEmpty = true }
            for member in members.dropFirst() {
                let (a, b) = (find(members[0]), find(member))
                root[max(a, b)] = min(a, b)
            }
        }
        var blocks: [LinearBlock] = []
        for first in variables.indices where root[first] == first {
            let members = variables.indices.filter { find($0) == first }
            let names = Set(members.map { variables[$0].name })
            let own = conditions.filter { $0.weights.keys.contains(where: names.contains) }
            guard !own.isEmpty else { continue }
            if let block = LinearBlock(members.map { variables[$0] }, own) {
                blocks.append(block)
            } else {
                isEmpty = true
            }
        }
        self.blocks = blocks
        self.isEmpty = isEmpty
    }
}
