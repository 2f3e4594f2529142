/// A density model's word on where configurations stand; one that it cannot place may stand anywhere.
package struct PlacesReading: OutcomeForecast {
    private let densities: [QuantileDensity?]

    /// - Parameter densities: one a configuration.
    package init(_ densities: [QuantileDensity?]) { self.densities = densities }

    package var count: Int { densities.count }

    package func cumulative(_ value: Double, of index: Int) -> Double {
        let place = min(max(value, 0), 1)
        guard let bins = densities[index]?.probabilities else { return place }
        let position = place * Double(bins.count)
        let bin = min(Int(position), bins.count - 1)
        let below = bins[..<bin].reduce(0) { $0 + Double($1) }
        return below + (position - Double(bin)) * Double(bins[bin])
    }

    package func expectation(of index: Int) -> Double { densities[index]?.mean ?? 0.5 }
}
