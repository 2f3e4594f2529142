import Foundation

/// Understands what the Python program reports.
struct PEFTListener {
    private let recipe: FineTuningRecipe
    private let folder: PEFTRecipeFolder
    private var pace: TrainingPace?
    private var tokens = 0
    private var evaluation: FineTuningEvaluation?
    private(set) var lastCheckpoint: Int?
    /// The step after which it stopped on request.
    private(set) var stopped: Int?
    /// Why it could not start or go on.
    private(set) var problem: FineTuningError?

    init(recipe: FineTuningRecipe, folder: PEFTRecipeFolder) {
        self.recipe = recipe
        self.folder = folder
    }

    private struct Kind: Decodable { var event: String }
    private struct Step: Decodable {
        var step: Int
        var loss: Double
        var tokens: Int
    }
    private struct Place: Decodable { var step: Int }
    private struct Problem: Decodable {
        var problem: String
        var remedy: String
    }

    /// What a line means for whoever watches the run. Lines of other programs that share the output are ignored.
    mutating func events(from line: Data) -> [FineTuningEvent] {
        let decoder = JSONDecoder()
        guard let kind = try? decoder.decode(Kind.self, from: line) else { return [] }
        func read<Value: Decodable>(_ type: Value.Type) -> Value? { try? decoder.decode(type, from: line) }
        switch kind.event {
        case "started": return read(PEFTEnvironment.self).map { [.remote($0)] } ?? []
        case "resumed":
            guard let step = read(Place.self)?.step else { return [] }
            lastCheckpoint = step
            pace = TrainingPace(tokens: 0, step: step)
            return [.resumed(step: step)]
        case "step": return read(Step.self).map { [progress($0)] } ?? []
        case "evaluation":
            guard let read = read(FineTuningEvaluation.self) else { return [] }
            evaluation = read
            return [.evaluated(read)]
        case "checkpoint":
            guard let step = read(Place.self)?.step else { return [] }
            lastCheckpoint = step
            return [.checkpoint(step: step, file: folder.url)]
        case "stopped": stopped = read(Place.self)?.step
        case "error":
            if let read = read(Problem.self) { problem = .python(problem: read.problem, remedy: read.remedy) }
        default: break
        }
        return []
    }

    private mutating func progress(_ step: Step) -> FineTuningEvent {
        tokens += step.tokens
        // The first step warms up, so the pace counts from its end.
        if pace == nil {
            pace = TrainingPace(tokens: tokens, step: step.step)
        } else {
            pace?.advance(tokens: tokens, step: step.step)
        }
        return .step(
            FineTuningProgress(
                step: step.step, steps: recipe.steps, loss: step.loss, heldOut: evaluation,
                tokensPerSecond: pace?.tokensPerSecond ?? 0,
                secondsLeft: (pace?.secondsPerStep ?? 0) * Double(recipe.steps - step.step),
                lastCheckpoint: lastCheckpoint))
    }
}
