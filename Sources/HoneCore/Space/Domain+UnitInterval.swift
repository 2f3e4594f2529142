extension Domain {
    /// Where a value lies on the parameter's scale, in 0...1: 0 at `low` and 1 at `high` for ranges, evenly spaced by index
    /// for categorical choices and for ordinal ones without a scale, by their place in the dictionary for orders of things. Nil for a value outside the domain.
    public func unit(_ value: ParameterValue) -> Double? {
        guard let value = canonical(value) else { return nil }
        switch self {
        case .float(let low, let high, let scale, _):
            return value.number.map { Domain.unit($0, low: low, high: high, scale: scale) }
        case .int(let low, let high, let scale, _):
            return value.number.map { Domain.unit($0, low: Double(low), high: Double(high), scale: scale) }
        case .ordinal(let values, let scale?):
            guard let number = value.number, let low = values.first?.number, let high = values.last?.number else {
                return 0
            }
            return Domain.unit(number, low: low, high: high, scale: scale)
        case .categorical(let values), .ordinal(let values, nil):
            guard values.count > 1, let index = values.firstIndex(of: value) else { return 0 }
            return Double(index) / Double(values.count - 1)
        case .fixed:
            return 0
        case .permutation:
            return order(of: value).map(Permutation.place)
        }
    }

    /// The domain's value nearest to a place on its scale; places outside 0...1 count as the nearer end.
    public func value(atUnit place: Double) -> ParameterValue {
        let place = place.isNaN ? 0.5 : min(max(place, 0), 1)
        switch self {
        case .float(let low, let high, let scale, let step):
            let number = Domain.number(place, low: low, high: high, scale: scale)
            guard let step, let count else { return .float(number) }
            let index = min(((number - low) / step).rounded(), Double(count - 1))
            return .float(min(Domain.gridPoint(low: low, step: step, index: index), high))
        case .int(let low, let high, let scale, let step):
            let number = Domain.number(place, low: Double(low), high: Double(high), scale: scale)
            let width = Double(step ?? 1)
            let index = ((number - Double(low)) / width).rounded()
            let last = Double((count ?? 1) - 1)
            // Exact in Int arithmetic, so that large bounds do not overflow through Double.
            return .int(min(high, low + (step ?? 1) * Int(min(index, last).clamped(to: 0...9e15))))
        case .ordinal(let values, .some):
            let nearest = values.indices.min {
                (unit(values[$0]) ?? 0).distance(to: place).magnitude
                    < (unit(values[$1]) ?? 0).distance(to: place).magnitude
            }
            return values[nearest ?? 0]
        case .categorical(let values), .ordinal(let values, nil):
            return values[Int((place * Double(values.count - 1)).rounded())]
        case .fixed(let value):
            return value
        case .permutation(let items):
            return self.value(inOrder: Permutation.order(at: place, count: items.count))
        }
    }

    /// The value that a uniformly random number in 0..<1 stands for when all values shall be equally likely: integers and
    /// choices get equal shares (on a log scale, shares that fall with the value), floats their place on the scale.
    public func value(atQuantile quantile: Double) -> ParameterValue {
        let quantile = min(max(quantile, 0), 1.0.nextDown)
        switch self {
        case .float(let low, let high, .log, let step?):
            return value(atUnit: Domain.logPlace(ofQuantile: quantile, low: low, high: high, step: step))
        case .float(_, _, _, let step):
            guard step != nil, let count, count > 0 else { return value(atUnit: quantile) }
            return value(atIndex: Int(quantile * Double(count)))
        case .int(let low, let high, .log, let step):
            return value(
                atUnit: Domain.logPlace(
                    ofQuantile: quantile, low: Double(low), high: Double(high), step: Double(step ?? 1)))
        case .permutation(let items):
            return value(inOrder: Permutation.order(atQuantile: quantile, count: items.count))
        case .int, .categorical, .ordinal, .fixed:
            guard let count else { return value(atUnit: quantile) }
            return value(atIndex: min(Int(quantile * Double(count)), count - 1))
        }
    }

    /// The value number `index`, counted from 0 at the low end. Precondition: the domain is countable and the index within it.
    public func value(atIndex index: Int) -> ParameterValue {
        switch self {
        case .float(let low, let high, _, let step):
            .float(min(Domain.gridPoint(low: low, step: step ?? 0, index: Double(index)), high))
        case .int(let low, _, _, let step): .int(low + (step ?? 1) * index)
        case .categorical(let values), .ordinal(let values, _): values[index]
        case .fixed(let value): value
        case .permutation(let items):
            self.value(inOrder: Permutation.order(number: index, count: items.count))
        }
    }

    /// Where a quantile of the values of a stepped range lies on its logarithmic scale. Half a step is added at both ends so
    /// that the ends are as likely as their logarithmic width says.
    private static func logPlace(ofQuantile quantile: Double, low: Double, high: Double, step: Double) -> Double {
        guard high > low else { return 0 }
        let half = step / 2
        let lowest = max(low - half, low * 0.5)
        let number = Domain.number(quantile, low: lowest, high: high + half, scale: .log)
        return Domain.unit(number.clamped(to: low...high), low: low, high: high, scale: .log)
    }

    // The widths and ratios of ranges near the ends of what a `Double` holds overflow; those are measured in parts.

    private static func unit(_ number: Double, low: Double, high: Double, scale: Scale) -> Double {
        guard high > low else { return 0 }
        switch scale {
        case .linear:
            let width = high - low
            return width.isFinite ? (number - low) / width : (number / 2 - low / 2) / (high / 2 - low / 2)
        case .log:
            let ratio = high / low
            guard ratio.isFinite else {
                let lowest = naturalLogarithm(low)
                return (naturalLogarithm(number) - lowest) / (naturalLogarithm(high) - lowest)
            }
            return naturalLogarithm(number / low) / naturalLogarithm(ratio)
        }
    }

    private static func number(_ place: Double, low: Double, high: Double, scale: Scale) -> Double {
        // The ends are exact, whatever rounding would make of them.
        if place <= 0 { return low }
        if place >= 1 { return high }
        switch scale {
        case .linear:
            let width = high - low
            return min(max(width.isFinite ? low + place * width : low * (1 - place) + high * place, low), high)
        case .log:
            let ratio = high / low
            guard ratio.isFinite else {
                let lowest = naturalLogarithm(low)
                return min(max(exponential(lowest + place * (naturalLogarithm(high) - lowest)), low), high)
            }
            return min(max(low * exponential(place * naturalLogarithm(ratio)), low), high)
        }
    }
}

extension Comparable {
    func clamped(to range: ClosedRange<Self>) -> Self { min(max(self, range.lowerBound), range.upperBound) }
}
