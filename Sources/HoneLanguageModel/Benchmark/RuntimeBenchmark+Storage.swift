extension RuntimeBenchmark {
    /// How the weights are held, by the name that the command line gives it.
    package enum Storage: String, Sendable, CaseIterable {
        case float32

        var weights: WeightStorage {
            switch self {
            case .float32: .float32
            }
        }
    }
}
