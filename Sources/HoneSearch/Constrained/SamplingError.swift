import HoneBase

/// No configuration was found where there may be some.
package struct SamplingError: HoneError, Hashable {
    /// Whether configurations of the space have been tried before.
    package let hasEarlierOnes: Bool

    package var place: String? { "search space" }

    package var problem: String {
        hasEarlierOnes
            ? "no further configuration that meets the constraints was found, though there may be some"
            : "no configuration that meets the constraints was found"
    }

    package var remedy: String? { "loosen a constraint, or narrow the ranges to where they hold" }
    package var fault: Fault { .hone }
}
