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
    package var width = 64
    /// Hidden units of the networks of a value and of a trial.
    package var tokenHidden = 128
    /// Transformer blocks over trials; none: the study's own trials are not seen.
    package var blocks = 2
    package var heads = 4
    /// Hidden units of a block.
    package var blockHidden = 256
    /// Gaussian processes whose word on each candidate is given; empty for none.
    package var processes = FixedProcess.usual
    /// Steepnesses with which an expected quantile is taken for a process's mean, beside a mean of 0.
    package var meanSlopes = [1.5, 3.0]
    /// Whether trials come with what surfaces of past tasks say of them.
    package var readsSurfaces = true
    /// Bins of each of the two densities.
    package var bins = 32

    package init() {}

    /// Numbers a value is given as: itself, its square, bumps, six waves, whether it is missing, whether it is a number at
    /// all, and its distance from the default (signed, absolute, whether there is one).
    package var valueFeatures: Int { 2 + places + 6 + 1 + 1 + 3 }
    /// Means that each process is tried with: 0, and each slope times the network's own and the surfaces' expected quantile.
    package var meanCount: Int { 1 + meanSlopes.count * (readsSurfaces ? 2 : 1) }
    /// Processes with each of their means.
    package var hypotheses: Int { processes.count * meanCount }

    /// What keeps the shape from being one of a network, or nil. Sizes from a file are bounded, so that none makes the
    /// program ask for absurd amounts of memory.
    package var inconsistency: String? {
        let sizes = [
            ("nameWidth", nameWidth, 1...4096), ("identityWidth", identityWidth, 1...512), ("facts", facts, 1...512),
            ("places", places, 2...128), ("width", width, 8...1024), ("tokenHidden", tokenHidden, 8...4096),
            ("blocks", blocks, 0...24), ("heads", heads, 1...64), ("blockHidden", blockHidden, 8...8192),
            ("bins", bins, 4...512),
        ]
        for (name, value, range) in sizes where !range.contains(value) {
            return "\(name) is \(value), outside \(range.lowerBound) to \(range.upperBound)"
        }
        if width % heads != 0 { return "width \(width) is no multiple of the \(heads) heads" }
        if meanSlopes.count > 8 || !meanSlopes.allSatisfy({ abs($0) < 1e3 }) {
            return "meanSlopes must be few and small"
        }
        if processes.count > 32 { return "there are \(processes.count) processes, more than 32" }
        for process in processes where !(process.lengthscale > 1e-3 && process.lengthscale < 1e3) {
            return "a process has lengthscale \(process.lengthscale), outside .001 to 1,000"
        }
        for process in processes where !(process.noise > 1e-6 && process.noise < 100) {
            return "a process has noise \(process.noise), outside 1e-6 to 100"
        }
        return nil
    }
}
