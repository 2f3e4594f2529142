import Hone
import HoneCore

extension CommonOptions {
    /// The store, which must exist.
    func existingStore() throws -> TrialStore { try TrialStore(path: storePath, .existing) }

    /// The store, which must exist, to look at: one that may only be read will do.
    func readableStore() throws -> TrialStore { try TrialStore(path: storePath, .reading) }

    /// This tool's commands, with the store's option where the default would miss it.
    var invocation: Invocation { Invocation(storeOption: isDefaultStore ? [] : ["--store", storePath]) }
}
