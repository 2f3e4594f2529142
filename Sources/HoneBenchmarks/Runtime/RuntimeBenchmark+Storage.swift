import HoneKernels
import HoneLanguageModel

extension RuntimeBenchmark {
    /// How the weights are held, by the name that the command line gives it.
    package enum Storage: String, Sendable, CaseIterable {
        case float32
        case int8
        case asStored = "as-stored"

        var weights: WeightStorage {
            switch self {
            case .float32: .float32
            case .int8: .int8
            case .asStored: .asStored
            }
        }
    }
}
