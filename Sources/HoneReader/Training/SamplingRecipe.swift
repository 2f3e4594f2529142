import Foundation

/// How tasks, contexts and candidates are drawn, and what is hidden or changed. Shares are probabilities.
package struct SamplingRecipe: Sendable, Hashable, Codable {
    /// Programs are drawn by this power of the number of their trials.
    package var programPower = 0.1
    /// Programs of these families together are drawn this often, however many others there are: a user's own. Nil: by their trials.
    package var favoured: Favoured?
    /// Without any context.
    package var withoutContext = 0.3
    /// Trials of a context at most; their number is uniform on a log scale.
    package var longestContext = 40
    package var candidates = 24
    /// Of tasks made up.
    package var synthetic = 0.0
    /// Of examples with other names: alternatives for some, or no name for most parameters.
    package var renamed = 0.2
    package var anonymous = 0.05
    /// Of parameters with an alternative that get it, in an example that is renamed.
    package var renamedParameters = 0.6
    /// Of parameters without a name, in an example that is anonymous.
    package var anonymousParameters = 0.7
    /// Of tasks with a parameter held fixed, and with a narrower range.
    package var fixed = 0.2
    package var narrowed = 0.3
    /// Of tasks turned upside down; only with context, which shows it.
    package var flipped = 0.05
    /// Of examples without the program, the ranges, the defaults, the facts, the surfaces.
    package var withoutProgram = 0.5
    package var withoutRanges = 0.3
    package var withoutDefaults = 0.3
    package var withoutFacts = 0.2
    /// The first facts are hidden together; what follows (the metric) always shows.
    package var hideableFacts = 5
    package var withoutSurfaces = 0.5
    /// Deviation of what is added to names' vectors, and to places.
    package var nameNoise = 0.1
    package var placeNoise = 0.01
    /// Fewer trials make a task not worth cutting, or drawn more rarely.
    package var leastCut = 36
    package var leastUsual = 24

    package struct Favoured: Sendable, Hashable, Codable {
        /// Sorted.
        package var families: [String]
        package var share: Double

        package init(families: [String], share: Double) {
            self.families = families.sorted()
            self.share = share
        }
    }

    package init() {}

    /// The sampling without changes: for validation.
    package var plain: SamplingRecipe {
        var plain = self
        (plain.synthetic, plain.renamed, plain.anonymous, plain.fixed, plain.narrowed, plain.flipped) = (
            0, 0, 0, 0, 0, 0
        )
        (plain.withoutProgram, plain.withoutRanges, plain.withoutDefaults) = (0, 0, 0)
        (plain.withoutFacts, plain.withoutSurfaces, plain.nameNoise, plain.placeNoise) = (0, 0, 0, 0)
        plain.favoured = nil
        return plain
    }

    var inconsistency: String? {
        let shares = [
            withoutContext, synthetic, renamed, anonymous, renamedParameters, anonymousParameters, fixed, narrowed,
            flipped, withoutProgram,
            withoutRanges, withoutDefaults, withoutFacts, withoutSurfaces, favoured?.share ?? 0,
        ]
        if !shares.allSatisfy({ $0 >= 0 && $0 <= 1 }) || renamed + anonymous > 1 { return "shares lie in 0 to 1" }
        if longestContext < 1 || candidates < 1 { return "longestContext and candidates must be at least 1" }
        return nameNoise >= 0 && placeNoise >= 0 ? nil : "noise cannot be below 0"
    }
}

/// The cosine over half a turn.
enum Cosine {
    static func of(_ share: Double) -> Double { cos(Double.pi * min(max(share, 0), 1)) }
}
