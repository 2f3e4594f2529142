import HoneLanguageModel

/// What a training leaves behind, wherever it ran; an adapter's folder is made of it.
struct FineTuningResult {
    /// The weights that the adapter gets, and the step that they are of.
    var parameters: TrainableParameters
    var step: Int
    /// The last step that was made.
    var lastStep: Int
    var endedEarly: Bool
    var tokens: Int
    var losses: [Double]
    var evaluations: [FineTuningEvaluation]
    /// What else the card should say.
    var notes: [String: String] = [:]
}
