import Foundation
import HoneCore

extension Domain {
    /// How far beyond its range, in parts of it, a number may lie.
    private static let openness = 1.0

    /// Where a number lies on the domain's scale, also where it is none of the domain's values: between two of an ordinal list
    /// it lies between their places, by the logarithm where both are positive; outside it lies at the nearer end.
    ///
    /// - Parameter isOpen: whether a range goes on beyond its ends, up to `openness` of its width.
    /// - Returns: nil for what is no number, and for choices without an order.
    func place(of value: ParameterValue, isOpen: Bool = false) -> Double? {
        if let place = unit(value) { return place }
        guard let number = value.number, number.isFinite else { return nil }
        switch self {
        case .float(let low, let high, let scale, _):
            return placeInRange(number, low: low, high: high, scale: scale, isOpen: isOpen)
        case .int(let low, let high, let scale, _):
            return placeInRange(number, low: Double(low), high: Double(high), scale: scale, isOpen: isOpen)
        case .ordinal(let values, _):
            return placeInList(number, values)
        case .categorical, .fixed, .permutation:
            return nil
        }
    }

    private func placeInRange(_ number: Double, low: Double, high: Double, scale: Scale, isOpen: Bool) -> Double? {
        guard high > low else { return nil }
        let place: Double
        switch scale {
        case .linear: place = (number / 2 - low / 2) / (high / 2 - low / 2)
        case .log: place = number > 0 ? (log(number) - log(low)) / (log(high) - log(low)) : -Self.openness
        }
        guard !place.isNaN else { return nil }
        let beyond = isOpen ? Self.openness : 0
        return min(max(place, -beyond), 1 + beyond)
    }

    private func placeInList(_ number: Double, _ values: [ParameterValue]) -> Double? {
        // Not every ordinal list is one of rising numbers.
        let known = values.compactMap { value in
            value.number.flatMap { number in unit(value).map { (number: number, place: $0) } }
        }
        guard known.count == values.count, let first = known.first, let last = known.last else { return nil }
        guard zip(known, known.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
            return known.min { abs($0.number - number) < abs($1.number - number) }?.place
        }
        if number <= first.number { return first.place }
        if number >= last.number { return last.place }
        guard let upper = known.firstIndex(where: { $0.number > number }), upper > 0 else { return nil }
        let (below, above) = (known[upper - 1], known[upper])
        let share =
            below.number > 0
            ? log(number / below.number) / log(above.number / below.number)
            : (number - below.number) / (above.number - below.number)
        return below.place + share * (above.place - below.place)
    }
}
