/// What the means of fixed processes say of trials, in standardised scores: nothing; what the network itself expects of the trial
/// alone; what surfaces of past tasks expect.
package enum ProcessMeans {
    /// - Parameters:
    ///   - quantiles: the network's expected quantile of each trial. - surfaces: of each trial, or empty.
    /// - Returns: `[shape.meanCount][trials]`.
    package static func of(quantiles: [Double], surfaces: some Collection<SurfaceEstimate>, shape: ReaderShape)
        -> [[Double]]
    {
        var means = [quantiles.map { _ in 0.0 }]
        for slope in shape.meanSlopes { means.append(quantiles.map { slope * ($0 - 0.5) }) }
        guard shape.readsSurfaces else { return means }
        for slope in shape.meanSlopes {
            // Without surfaces this hypothesis is another that knows nothing.
            means.append(
                surfaces.isEmpty ? quantiles.map { _ in 0 } : surfaces.map { slope * (Double($0.mean) - 0.5) })
        }
        return means
    }

    /// Which means belong together: none, the network's, the surfaces'; the first again for a group that is not there.
    package static func groups(_ shape: ReaderShape) -> [Range<Int>] {
        let slopes = shape.meanSlopes.count
        let own = slopes > 0 ? 1..<(1 + slopes) : 0..<1
        return [0..<1, own, shape.readsSurfaces && slopes > 0 ? (1 + slopes)..<(1 + 2 * slopes) : 0..<1]
    }
}
