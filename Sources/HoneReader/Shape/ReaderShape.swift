/// Sizes of the network and of what it is given. Everything that a file of weights must agree on stands here.
package struct ReaderShape: Sendable, Hashable, Codable {
    /// Numbers of a name's vector: of a parameter, a choice or a program.
    package var nameWidth = 48
    /// Random numbers that tell apart what has the same name vector.
    package var identityWidth = 16
    /// Numbers about the data, the metric and so on.
    package var facts = 10
    /// Places in 0...1 at which a bump tells how near a number is.
    package var places = 10
    /// Numbers of a token.
    package var width = 128
    /// Hidden units of the networks of a value and of a trial.
    package var tokenHidden = 256
    /// Transformer blocks over trials; none: the study's own trials are not seen.
    package var blocks = 4
    package var heads = 4
    /// Hidden units of a block.
    package var blockHidden = 512
    /// Lengthscales of the fixed Gaussian processes whose mean and deviation a candidate is given; empty for none.
    package var lengthscales = [0.2, 0.5]
    /// Their noise, as a share of the signal's variance.
    package var processNoise = 0.1
    /// Numbers from outside about a candidate (what surfaces of past tasks say); 0 for none.
    package var outsideFeatures = 0
    /// Bins of each of the two densities.
    package var bins = 32

    package init() {}

    /// Numbers a value is given as: itself, its square, bumps, six waves, whether it is missing, whether it is a number at
    /// all, and its distance from the default (signed, absolute, whether there is one).
    package var valueFeatures: Int { 2 + places + 6 + 1 + 1 + 3 }
    /// Mean and variance of each process, mean and deviation of the results, and what comes from outside.
    package var queryFeatures: Int {
        lengthscales.isEmpty ? outsideFeatures : 2 * lengthscales.count + 2 + outsideFeatures
    }

    /// What keeps the shape from being one of a network, or nil. Sizes from a file are bounded, so that none makes the
    /// program ask for absurd amounts of memory.
    package var inconsistency: String? {
        let sizes = [
            ("nameWidth", nameWidth, 1...4096), ("identityWidth", identityWidth, 1...512), ("facts", facts, 1...512),
            ("places", places, 2...128), ("width", width, 8...1024), ("tokenHidden", tokenHidden, 8...4096),
            ("blocks", blocks, 0...24), ("heads", heads, 1...64), ("blockHidden", blockHidden, 8...8192),
            ("outsideFeatures", outsideFeatures, 0...64), ("bins", bins, 4...512),
        ]
        for (name, value, range) in sizes where !range.contains(value) {
            return "\(name) is \(value), outside \(range.lowerBound) to \(range.upperBound)"
        }
        if width % heads != 0 { return "width \(width) is no multiple of the \(heads) heads" }
        if lengthscales.count > 8 || !lengthscales.allSatisfy({ $0 > 1e-3 && $0 < 1e3 }) {
            return "lengthscales must be at most 8 numbers between .001 and 1,000"
        }
        return processNoise > 1e-6 && processNoise < 10 ? nil : "processNoise is \(processNoise), outside 1e-6 to 10"
    }
}
