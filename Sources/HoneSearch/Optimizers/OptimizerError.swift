import HoneBase

/// Why there is no optimiser.
package enum OptimizerError: HoneError, Hashable {
    case unknownName(String, known: [String])

    package var place: String? { "optimizer" }

    package var problem: String {
        switch self {
        case .unknownName(let name, let known):
            "there is none called \(name)" + NearestName.hint(for: name, among: known)
        }
    }

    package var remedy: String? { nil }
    package var fault: Fault { .input }
}
