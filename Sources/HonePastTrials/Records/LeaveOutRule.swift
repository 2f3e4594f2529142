import HoneCore

/// Decides which tasks a list of leave-outs takes away, aliases and fingerprints included.
package struct LeaveOutRule: Sendable {
    private let families: Set<String>
    private let datasets: Set<String>
    private let fingerprints: Set<String>
    private let aliases: DatasetAliases

    /// - Parameter tasks: all tasks of the database: a name that shares a fingerprint with a left-out dataset is left out too.
    package init(_ leaveOuts: [LeaveOut], among tasks: [PastTask], aliases: DatasetAliases) {
        var families: Set<String> = []
        var datasets: Set<String> = []
        var fingerprints: Set<String> = []
        for leaveOut in leaveOuts {
            switch leaveOut {
            case .family(let name): families.formUnion(FamilyGroups.group(of: name))
            case .dataset(let name): datasets.insert(aliases.group(of: name))
            case .fingerprint(let hash): fingerprints.insert(hash)
            }
        }
        // Names bring fingerprints and fingerprints bring names, until neither brings anything new.
        var known = -1
        while known != datasets.count + fingerprints.count {
            known = datasets.count + fingerprints.count
            for task in tasks {
                let group = task.task.dataset.map(aliases.group(of:))
                let isOut =
                    group.map(datasets.contains) == true || task.fingerprint.map(fingerprints.contains) == true
                guard isOut else { continue }
                if let group { datasets.insert(group) }
                if let fingerprint = task.fingerprint { fingerprints.insert(fingerprint) }
            }
        }
        self.families = families
        self.datasets = datasets
        self.fingerprints = fingerprints
        self.aliases = aliases
    }

    /// A task that does not say what dataset it is on may be on any, so it goes with the first left-out dataset.
    package func leavesOut(_ task: PastTask) -> Bool {
        if families.contains(task.family) { return true }
        if let fingerprint = task.fingerprint, fingerprints.contains(fingerprint) { return true }
        guard let dataset = task.task.dataset else { return !datasets.isEmpty || !fingerprints.isEmpty }
        return datasets.contains(aliases.group(of: dataset))
    }
}
