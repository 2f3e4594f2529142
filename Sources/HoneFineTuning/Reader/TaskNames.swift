import HoneModelSearch
import HoneReader

/// The names in some tasks, other names of their parameters among them, each once and in an order that depends on nothing else.
struct TaskNames {
    private(set) var names: [NameVectors.Name]
    private let known: Set<NameVectors.Name>

    init(_ tasks: [ReaderTask]) {
        var known: Set<NameVectors.Name> = []
        for task in tasks {
            known.insert(.program(task.program))
            for parameter in task.parameters {
                for name in [parameter.name] + parameter.alternatives {
                    known.formUnion(StudyNames.of(name, choices: parameter.domain))
                }
            }
        }
        self.init(known)
    }

    private init(_ known: Set<NameVectors.Name>) {
        self.known = known
        names = known.sorted { $0.text < $1.text }
    }

    func contains(_ name: NameVectors.Name) -> Bool { known.contains(name) }

    func union(_ other: TaskNames) -> TaskNames { TaskNames(known.union(other.known)) }
}
