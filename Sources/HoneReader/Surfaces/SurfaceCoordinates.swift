/// Trials as points: a number is its place (the middle where it is missing); a choice is a corner, so that two different ones,
/// or one and none, lie one apart.
struct SurfaceCoordinates: Sendable {
    /// First coordinate of each parameter; its choices, 0 for numbers.
    private let parameters: [(first: Int, choices: Int)]
    let count: Int

    init(_ choices: [Int]) {
        var first = 0
        parameters = choices.map { choices in
            defer { first += choices > 0 ? choices + 1 : 1 }
            return (first, choices)
        }
        count = first
    }

    /// `[trials, count]`, row major.
    func of(_ trials: some Collection<ReaderTrial>) -> [Float] {
        var points = [Float](repeating: 0, count: trials.count * count)
        let corner = Float(0.5).squareRoot()
        for (row, trial) in trials.enumerated() {
            for (parameter, value) in zip(parameters, trial.values) {
                let place = row * count + parameter.first
                if parameter.choices == 0 {
                    points[place] = value.unit.isNaN ? 0.5 : value.unit
                } else {
                    // The last corner is that of no value.
                    points[place + (value.choice < 0 ? parameter.choices : Int(value.choice))] = corner
                }
            }
        }
        return points
    }
}
