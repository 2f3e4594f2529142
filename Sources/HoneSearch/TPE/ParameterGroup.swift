import HoneCore

/// Parameters that are active under the same conditions, hence always together.
///
/// The groups of a space are a tree's nodes: whether one is active follows from the values of those before it.
struct ParameterGroup: Sendable {
    let conditions: [Condition]
    /// All members, those with one value included.
    let members: [Parameter]
    /// The searched members.
    let searched: [Parameter]

    /// The groups of a space, each after those that its conditions name.
    ///
    /// - Parameter isJoint: whether parameters of equal conditions form one group; otherwise each searched one is its own.
    static func groups(of space: SearchSpace, isJoint: Bool) -> [ParameterGroup] {
        var depths: [String: Int] = [:]
        for index in space.order {
            let parameter = space.parameters[index]
            depths[parameter.name] = parameter.conditions.map { (depths[$0.parent] ?? 0) + 1 }.max() ?? 0
        }
        var places: [[Condition]: Int] = [:]
        var groups: [(depth: Int, conditions: [Condition], members: [Parameter])] = []
        for parameter in space.parameters {
            let conditions = parameter.conditions.sorted { ($0.parent, "\($0.values)") < ($1.parent, "\($1.values)") }
            if let place = places[conditions], isJoint || !parameter.domain.isSearched {
                groups[place].members.append(parameter)
            } else {
                places[conditions] = groups.count
                groups.append((depths[parameter.name] ?? 0, conditions, [parameter]))
            }
        }
        let order = groups.indices.sorted { (groups[$0].depth, $0) < (groups[$1].depth, $1) }
        return order.map { place in
            let members = groups[place].members
            return ParameterGroup(
                conditions: groups[place].conditions, members: members,
                searched: members.filter { $0.domain.isSearched })
        }
    }
}
