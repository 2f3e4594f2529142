import HoneCore
import HoneNumerics
import HoneSearch

extension TestFunction {
    /// What random configurations give: the median of the first objective over draws of a fixed seed, what is not finite left out.
    ///
    /// - Throws: `SamplingError` where no configuration is found within the constraints.
    package func typicalValue() throws -> Double {
        var generator = SeededGenerator(seed: 0).fork(name)
        let drawn = try RandomDraws(space).draw(Self.draws, excluding: TakenConfigurations(), using: &generator)
        let values = drawn.compactMap { evaluate($0.configuration).first }.filter(\.isFinite).sorted()
        return values.isEmpty ? .infinity : values[values.count / 2]
    }

    private static let draws = 255
}
