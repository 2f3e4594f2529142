import HoneKernels

/// Trials read without their study's results.
struct TrialReading {
    /// `[trials, width]`; of trials that surfaces say something of with that.
    let vectors: Activation
    /// Logits of the quantile by names, ranges and defaults alone, `[trials, bins]`.
    let own: Activation
    /// The same with the surfaces, of the trials that they say something of; nil where there are none.
    let surfaced: Activation?
}

extension ReaderPass {
    /// - Parameters:
    ///   - surfaces: of the trials at `rows`.
    func trials(
        _ inputs: TokenInputs, of code: StudyCode, surfaces: [SurfaceEstimate], rows: [Int32]
    ) -> TrialReading {
        let plain = values(inputs, of: code)
        let x = activation(plain.value.count, shape.width)
        x.value.clear()
        addRows(plain, to: x)
        let told = tell(surfaces)
        if let told, layout.surfaceQuantile == nil { addRows(told, to: x, rows) }
        perceptron(layout.trialIn, layout.trialOut, on: x)
        let own = linear(layout.quantile, normalise(x))
        guard let told, let quantile = layout.surfaceQuantile else {
            return TrialReading(vectors: x, own: own, surfaced: nil)
        }
        addRows(plain, rows, to: told)
        perceptron(layout.trialIn, layout.trialOut, on: told)
        let surfaced = linear(quantile, normalise(told))
        for (row, surface) in surfaces.enumerated() {
            for (bin, value) in SurfaceDensity.logarithms(surface, bins: shape.bins).enumerated() {
                surfaced.value[row][bin] += value
            }
        }
        replaceRows(rows, of: x, by: told)
        return TrialReading(vectors: x, own: own, surfaced: surfaced)
    }

    private func tell(_ surfaces: [SurfaceEstimate]) -> Activation? {
        guard !surfaces.isEmpty, let first = layout.surfaceIn, let second = layout.surfaceOut else { return nil }
        return embed(surfaces.flatMap(\.features), first, second)
    }

    /// Row `rows[i]` of the target becomes row i of the source, in place.
    private func replaceRows(_ rows: [Int32], of target: Activation, by source: Activation) {
        let width = target.value.width
        for (row, place) in rows.enumerated() { target.value[Int(place)].update(from: source.value[row], count: width) }
        onTheWayBack { [self] in
            guard let slope = target.gradient else { return }
            let sink = source.gradientForAdding(workspace)
            for (row, place) in rows.enumerated() {
                VectorMath.add(1, slope[Int(place)], to: sink[row], width)
                // What stood there before went no further.
                slope[Int(place)].update(repeating: 0, count: width)
            }
        }
    }
}
