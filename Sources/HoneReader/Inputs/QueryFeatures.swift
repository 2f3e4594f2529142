/// What a candidate is told beside its values: by fixed processes, where there is a context, and from outside.
struct QueryFeatures: Sendable {
    private let processes: FixedProcesses?
    private let shape: ReaderShape

    /// - Parameter results: `ContextFeatures` of the context.
    init(_ context: [ReaderTrial], results: [Float], shape: ReaderShape) {
        let scores = stride(from: 0, to: results.count, by: ContextFeatures.count).map { results[$0] }
        processes = FixedProcesses(context, scores: scores, shape: shape)
        self.shape = shape
    }

    /// `[candidates, shape.queryFeatures]`, empty where there is nothing to tell.
    ///
    /// - Parameter outside: `[candidates, shape.outsideFeatures]`, or empty.
    func of(_ candidates: ArraySlice<ReaderTrial>, outside: ArraySlice<Float>) -> [Float] {
        let width = shape.queryFeatures
        let isTold = outside.count == candidates.count * shape.outsideFeatures && !outside.isEmpty
        guard width > 0, processes != nil || isTold, !candidates.isEmpty else { return [] }
        var features = [Float](repeating: 0, count: candidates.count * width)
        features.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            processes?.write(candidates, to: base, stride: width)
            guard isTold else { return }
            let start = width - shape.outsideFeatures
            for (index, value) in outside.enumerated() {
                base[index / shape.outsideFeatures * width + start + index % shape.outsideFeatures] = value
            }
        }
        return features
    }
}
