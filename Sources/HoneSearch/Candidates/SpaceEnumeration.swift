import HoneCore

extension SearchSpace {
    /// Every configuration that meets conditions and constraints, once each, in a fixed order.
    ///
    /// - Returns: nil if the space is continuous, or if there are more than `limit` combinations of values.
    package func enumerated(limit: Int) -> [Configuration]? {
        guard let cardinality, cardinality <= limit else { return nil }
        var indices = [Int](repeating: 0, count: parameters.count)
        let counts = parameters.map { $0.domain.count ?? 1 }
        let position = Dictionary(
            parameters.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        var seen = Set<String>()
        var result: [Configuration] = []
        // Combinations that differ in inactive parameters only are one configuration, hence `seen`.
        let hasConditions = parameters.contains { !$0.conditions.isEmpty }
        for _ in 0..<cardinality {
            let made = configuration { $0.domain.value(atIndex: indices[position[$0.name] ?? 0]) }
            if satisfiesConstraints(made), !hasConditions || seen.insert(made.key).inserted { result.append(made) }
            var place = parameters.count - 1
            while place >= 0 {
                indices[place] += 1
                if indices[place] < counts[place] { break }
                indices[place] = 0
                place -= 1
            }
        }
        return result
    }
}
