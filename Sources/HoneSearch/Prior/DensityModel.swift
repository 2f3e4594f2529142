import HoneCore

/// Something that tells, before a study has tried them, where configurations will stand among all of the study's: a
/// fine-tuned language model (`LanguageModelPrior` in HoneModelSearch), for whose sake the search need not know what a
/// transformer is.
///
/// A density depends on study and configuration alone, never on the study's trials, so that it holds for a whole study.
package protocol DensityModel: Sendable {
    /// Bins of each density.
    var bins: Int { get }
    /// The past tasks that it learnt from, by family: what their objectives look like, their surfaces, and so how near a
    /// study lies to what it was tested on.
    var families: [FamilySummary] { get }
    /// How its word and that of past tasks' surfaces are weighed before any trial.
    var hypotheses: JointHypotheses { get }

    /// Densities of configurations, in their order.
    ///
    /// - Parameter progress: told while configurations are worked on: done, of how many that were not known.
    /// - Returns: nil in the place of a configuration that does not fit the study's space.
    /// - Throws: where the model cannot answer at all; `CancellationError`.
    func densities(
        of configurations: [Configuration], for study: StudyDescription, progress: DensityProgress?
    ) async throws -> (densities: [QuantileDensity?], cost: DensityCost)
}

extension DensityModel {
    package var hypotheses: JointHypotheses { JointHypotheses() }
}

package typealias DensityProgress = @Sendable (_ done: Int, _ total: Int) -> Void

/// What asking a `DensityModel` cost; zero where every answer was known.
package struct DensityCost: Sendable, Hashable {
    package var tokens = 0
    /// Tokens that did not have to be computed because configurations begin alike.
    package var tokensSaved = 0
    /// Floating-point operations in linear layers, in 10^9.
    package var gigaflops = 0.0
    /// Configurations that went through the model.
    package var rows = 0

    package init() {}

    package static func += (sum: inout DensityCost, part: DensityCost) {
        sum.tokens += part.tokens
        sum.tokensSaved += part.tokensSaved
        sum.gigaflops += part.gigaflops
        sum.rows += part.rows
    }
}
