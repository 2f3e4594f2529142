import Foundation

/// How tasks, contexts and candidates are drawn, and what is hidden or changed. Shares are probabilities.
package struct SamplingRecipe: Sendable, Hashable, Codable {
    /// Without any context.
    package var withoutContext = 0.35
    /// Trials of a context at most; their number is uniform on a log scale.
    package var longestContext = 40
    package var candidates = 32
    /// Of tasks made up.
    package var synthetic = 0.2
    /// Of examples with other names: alternatives for some, or names that say nothing for all.
    package var renamed = 0.2
    package var anonymous = 0.05
    /// Of parameters with an alternative that get it, in an example that is renamed.
    package var renamedParameters = 0.6
    /// Of tasks with a parameter held fixed, and with a narrower range.
    package var fixed = 0.2
    package var narrowed = 0.3
    /// Of tasks turned upside down; only with context, which shows it.
    package var flipped = 0.05
    /// Of examples without the program, the ranges, the defaults, the facts, what comes from outside.
    package var withoutProgram = 0.5
    package var withoutRanges = 0.3
    package var withoutDefaults = 0.3
    package var withoutFacts = 0.2
    package var withoutOutside = 0.5
    /// Deviation of what is added to names' vectors, and to places.
    package var nameNoise = 0.1
    package var placeNoise = 0.01
    /// Fewer trials make a task not worth cutting, or drawn more rarely.
    package var leastCut = 80
    package var leastUsual = 30

    package init() {}

    /// The sampling without changes: for validation.
    package var plain: SamplingRecipe {
        var plain = self
        (plain.synthetic, plain.renamed, plain.anonymous, plain.fixed, plain.narrowed, plain.flipped) = (
            0, 0, 0, 0, 0, 0
        )
        (plain.withoutProgram, plain.withoutRanges, plain.withoutDefaults) = (0, 0, 0)
        (plain.withoutFacts, plain.withoutOutside, plain.nameNoise, plain.placeNoise) = (0, 0, 0, 0)
        return plain
    }

    var inconsistency: String? {
        let shares = [
            withoutContext, synthetic, renamed, anonymous, renamedParameters, fixed, narrowed, flipped, withoutProgram,
            withoutRanges, withoutDefaults, withoutFacts, withoutOutside,
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
