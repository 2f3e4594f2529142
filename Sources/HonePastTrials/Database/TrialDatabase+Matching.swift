import GRDB
import HoneCore

extension TrialDatabase {
    /// The tasks that fit, with their trials, in the order of their ids: what a study needs of a database of thousands of tasks.
    package func entries(where fits: (PastTask) -> Bool) throws -> [PastTrialsSnapshot.Entry] {
        let wanted = try reading { try tasks(in: $0) }.filter(fits)
        return try reading { database in
            try wanted.map { PastTrialsSnapshot.Entry(task: $0, trials: try trials(of: $0, in: database)) }
        }
    }
}
