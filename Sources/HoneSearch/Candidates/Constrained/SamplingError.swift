/// No configuration was found where there may be some.
package struct SamplingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whether configurations that meet the constraints have been found before, in this study.
    package let hasEarlierOnes: Bool

    package var problem: String {
        hasEarlierOnes
            ? "no further configuration that meets the constraints was found, though there may be some; loosen a constraint or narrow the ranges to where they hold"
            : "no configuration that meets the constraints was found; loosen one, or narrow the ranges to where they hold"
    }

    package var description: String { problem }
}
