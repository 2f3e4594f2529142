import Hone
import HoneCore

extension CommonOptions {
    /// The store, which must exist.
    func existingStore() throws -> TrialStore { try TrialStore(path: storePath, .existing) }

    /// This tool's commands, with the store's option where the default would miss it.
    var invocation: Invocation { Invocation(storeOption: isDefaultStore ? [] : ["--store", storePath]) }
}
