import HoneCore
import HoneNumerics
import HoneSearch

extension TestFunction {
    /// What random search comes to: of one objective the median value over random configurations, of several the figure
    /// (`FunctionTrace.figure`) after some. The draws have a fixed seed.
    ///
    /// - Throws: `SamplingError` where no configuration is found within the constraints.
    package func typicalValue() throws -> Double {
        var generator = SeededGenerator(seed: 0).fork(name)
        let count = optimum == nil ? Self.drawsOfSeveral : Self.draws
        let drawn = try RandomDraws(space).draw(count, excluding: TakenConfigurations(), using: &generator)
        guard optimum != nil else {
            var trace = FunctionTrace(self, seed: 0)
            for candidate in drawn { _ = trace.evaluate(candidate.configuration) }
            return trace.figure() ?? 1
        }
        let values = drawn.compactMap { evaluate($0.configuration).first }.filter(\.isFinite).sorted()
        return values.isEmpty ? .infinity : values[values.count / 2]
    }

    private static let draws = 255
    private static let drawsOfSeveral = 20

    /// What the function's names in other dimensions and instances share: `bbob/f8-rosenbrock`.
    package var kin: String {
        var parts = name.split(separator: "-")
        while let last = parts.last, parts.count > 1, "di".contains(last.first ?? " "), Int(last.dropFirst()) != nil {
            parts.removeLast()
        }
        return parts.joined(separator: "-")
    }
}
