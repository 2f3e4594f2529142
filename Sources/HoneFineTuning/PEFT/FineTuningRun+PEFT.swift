import Foundation
import HoneExecution
import HoneLanguageModel
import HoneSearch

/// A training in a Python environment with transformers and PEFT.
public struct PEFTOptions: Sendable, Hashable {
    /// The environment's Python, or the environment's folder; nil: only write down what is to be done, and collect what
    /// was done elsewhere.
    public var python: String?
    /// Processes that divide each step's sequences among them, one a GPU.
    public var processes = 1
    /// `auto`, `cpu`, `cuda` or `mps`.
    public var device = "auto"

    /// An environment; nil for the Python that is first on the path.
    public init(python: String? = nil) { self.python = python }
}

extension FineTuningRun {
    /// The folder, inside the output folder, that is written for the Python program.
    public var peftFolder: URL { output.appendingPathComponent("peft", isDirectory: true) }

    /// The same training as `run`, through transformers and PEFT: same sequences, initial numbers, loss and schedule. The
    /// adapter and its card are written as after a local run.
    ///
    /// - Throws: `FineTuningError` (`.python` says what is wrong in the environment), `ModelFileError`, `ProgramError`.
    public func runOnPEFT(
        _ options: PEFTOptions, isStopping: () -> Bool = { false }, progress: (FineTuningEvent) -> Void = { _ in }
    ) throws -> Outcome {
        let prepared = try prepare()
        let folder = PEFTRecipeFolder(url: peftFolder)
        let interpreter = try options.python.map(Self.interpreter)
        let training = recipe.training
        let layout = TrainableLayout(
            shape: base.weights.shape, lora: training.lora, valueRows: training.valueRows, bins: training.bins)
        let location = base.file?.url.path ?? base.name
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: location, isDirectory: &isFolder)
        let written = PEFTRecipe(
            recipe,
            base: .init(
                name: base.name, path: location, kind: isFolder.boolValue ? .folder : .gguf, sha256: base.hash),
            snapshotHash: snapshot.hash, heldOutTasks: prepared.watched.map(\.id))
        progress(.started(plan(prepared, layout: layout)))
        try folder.write(
            written, sampler: prepared.sampler, watched: prepared.watched, tokenizer: prepared.tokenizer,
            initial: TrainableParameters(
                initial: layout, valueRows: try initialValueRows(), seed: training.seed))
        if !folder.hasResult {
            guard let interpreter else { return .prepared(folder: folder.url) }
            if let step = try train(folder, interpreter, options, isStopping: isStopping, progress: progress) {
                return .stopped(step: step)
            }
        }
        let (result, environment) = try folder.result(written, layout: layout)
        let record = try save(result, prepared, environment: environment)
        folder.remove()
        return .finished(record)
    }

    /// The Python of an environment that is named by its folder or its interpreter.
    private static func interpreter(_ name: String) throws -> String {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), isFolder.boolValue {
            return try ProgramLookup.resolve(name + "/bin/python")
        }
        return try ProgramLookup.resolve(name)
    }

    /// Runs the program until it ends; returns the step after which it was stopped, nil if it finished.
    private func train(
        _ folder: PEFTRecipeFolder, _ interpreter: String, _ options: PEFTOptions, isStopping: () -> Bool,
        progress: (FineTuningEvent) -> Void
    ) throws -> Int? {
        try? FileManager.default.removeItem(at: folder.stopFile)
        // What `accelerate launch` starts several processes with.
        let launcher =
            options.processes > 1
            ? ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "\(options.processes)"] : []
        let process = PEFTProcess(
            executable: interpreter,
            arguments: launcher + [folder.script.path, folder.url.path, "--device", options.device],
            errorLog: folder.errorLog)
        var listener = PEFTListener(recipe: recipe, folder: folder)
        let ending = try process.run { line in
            for event in listener.events(from: line) { progress(event) }
            if isStopping() { try Data().write(to: folder.stopFile) }
        }
        if let problem = listener.problem { throw problem }
        if let step = listener.stopped { return step }
        if ending == .exit(0) { return nil }
        throw failure(ending, process, listener)
    }

    private func failure(_ ending: PEFTProcess.Ending, _ process: PEFTProcess, _ listener: PEFTListener)
        -> FineTuningError
    {
        let goOn =
            listener.lastCheckpoint.map { "; the same command goes on from the checkpoint of step \($0)" }
            ?? "; the same command starts again"
        let last = process.lastError.map { ": \($0)" } ?? ""
        switch ending {
        case .signal(9):
            return .python(
                problem: "the Python program was killed (signal 9), as the system does when memory runs out",
                remedy: "free some memory, or train fewer layers (--layers) or on another device\(goOn)")
        case .signal(let number):
            return .python(
                problem: "the Python program was ended by signal \(number)\(last)",
                remedy: "all of its messages are in \(process.errorLog.path)\(goOn)")
        case .exit(let code):
            return .python(
                problem: "the Python program failed with exit code \(code)\(last)",
                remedy: "all of its messages are in \(process.errorLog.path)\(goOn)")
        }
    }
}
