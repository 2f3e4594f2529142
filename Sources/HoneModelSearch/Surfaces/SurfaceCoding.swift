import HoneCore
import HoneReader

/// Trials as points of a surface: numbers on their parameter's scale, choices one-hot, what is missing in the middle.
package struct SurfaceCoding: Sendable {
    private let parameters: [Parameter]

    /// For the searched parameters of a space.
    package init(_ parameters: [Parameter]) { self.parameters = parameters }

    package var count: Int { parameters.count }

    /// Half of the square root of two: two choices are as far apart as the ends of a range.
    private static let choiceHeight = 0.5.squareRoot()

    package func point(_ trial: ReaderTrial) -> [Double] {
        var point: [Double] = []
        for (value, parameter) in zip(trial.values, parameters) {
            if parameter.domain.isCoded {
                point.append(value.unit.isNaN ? 0.5 : Double(value.unit))
            } else {
                for choice in 0..<(parameter.domain.choices?.count ?? 0) {
                    point.append(Int(value.choice) == choice ? Self.choiceHeight : 0)
                }
            }
        }
        return point
    }
}
