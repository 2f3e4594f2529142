/// Which tasks hang together, so that an interval does not take one dataset's tasks for as many independent ones.
package struct TaskClusters: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable, Codable {
        case family, dataset, task
    }

    package let kind: Kind
    /// The cluster of each task by its name.
    package let names: [String: String]

    /// Fewer clusters of a kind are not chosen while another kind has more.
    package static let fewest = 8

    /// - Parameter kind: nil to choose between families and datasets: what has the fewest clusters but `fewest` or more, else what has
    ///   the most.
    package init(_ tasks: [TaskIdentity], kind: Kind? = nil) {
        func names(_ kind: Kind) -> [String: String] {
            Dictionary(tasks.map { ($0.name, $0.clusterName(kind)) }, uniquingKeysWith: { first, _ in first })
        }
        let counted = (kind.map { [$0] } ?? [.family, .dataset]).map { ($0, names($0)) }
            .map { (kind: $0, names: $1, count: Set($1.values).count) }
        let chosen =
            counted.filter { $0.count >= Self.fewest }.min { $0.count < $1.count }
            ?? counted.max { $0.count < $1.count }
        self.kind = chosen?.kind ?? .task
        self.names = chosen?.names ?? [:]
    }
}

extension TaskIdentity {
    fileprivate func clusterName(_ kind: TaskClusters.Kind) -> String {
        switch kind {
        case .family: family
        case .dataset: dataset.isEmpty ? name : dataset
        case .task: name
        }
    }
}
