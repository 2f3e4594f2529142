/// Squared distances of trials in each parameter: of places, what is missing lying in the middle; choices differ by 1.
struct TrialDistances {
    let parameters: Int
    /// Pairs, the second trial running fastest.
    let pairs: Int
    /// `[parameters, pairs]`.
    let squares: [Float]

    init(_ first: some Collection<ReaderTrial>, _ second: some Collection<ReaderTrial>) {
        let count = first.first?.values.count ?? 0
        let (a, b) = (Self.columns(first, count), Self.columns(second, count))
        let (n, m) = (first.count, second.count)
        parameters = count
        pairs = n * m
        squares = [Float](unsafeUninitializedCapacity: count * n * m) { buffer, initialized in
            var place = 0
            for parameter in 0..<count {
                for i in 0..<n {
                    let (unit, choice) = (a.units[parameter * n + i], a.choices[parameter * n + i])
                    for j in 0..<m {
                        let difference = unit - b.units[parameter * m + j]
                        let other: Float = choice == b.choices[parameter * m + j] ? 0 : 1
                        buffer.initializeElement(at: place, to: difference * difference + other)
                        place += 1
                    }
                }
            }
            initialized = place
        }
    }

    private static func columns(
        _ trials: some Collection<ReaderTrial>, _ count: Int
    ) -> (units: [Float], choices: [Int32]) {
        var units: [Float] = []
        var choices: [Int32] = []
        for parameter in 0..<count {
            for trial in trials {
                let value = trial.values[parameter]
                units.append(value.unit.isNaN ? 0.5 : value.unit)
                choices.append(value.choice)
            }
        }
        return (units, choices)
    }

    /// The sum over the parameters, each with a weight: `[pairs]`.
    func sum(_ weights: [Float]) -> [Float] { Self.sum(squares, weights, pairs) }

    static func sum(_ columns: [Float], _ weights: [Float], _ pairs: Int) -> [Float] {
        var result = [Float](repeating: 0, count: pairs)
        result.withUnsafeMutableBufferPointer { result in
            columns.withUnsafeBufferPointer { columns in
                for (parameter, weight) in weights.enumerated() {
                    for pair in 0..<pairs { result[pair] += weight * columns[parameter * pairs + pair] }
                }
            }
        }
        return result
    }
}
