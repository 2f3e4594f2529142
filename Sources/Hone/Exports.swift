// The library's face: `import Hone` is enough to name a parameter, a trial, an optimiser, a store or an executor.
@_exported import HoneCore
@_exported import HoneExecution
@_exported import HoneFineTuning
@_exported import HoneLanguageModel
@_exported import HonePastTrials
@_exported import HoneSearch
@_exported import HoneStore
