import Foundation
import HoneCore

/// A parameter's kind and range as numbers.
package enum RangeFeatures {
    /// Whether it is categorical, whole, continuous, logarithmic; size of the low and of the high end; choices.
    package static let count = 7
    /// Which of them tell the range, and are hidden together.
    package static let hideable = [3, 4, 5]

    /// - Parameter part: the part of the range that is searched, in 0...1 of the domain's scale.
    package static func of(_ domain: Domain, part: ClosedRange<Double> = 0...1) -> [Float] {
        guard domain.isCoded else { return [1, 0, 0, 0, 0, 0, Float(domain.choices?.count ?? 1) / 5] }
        let isContinuous = domain.kind == .float
        var features: [Float] = [0, isContinuous ? 0 : 1, isContinuous ? 1 : 0, 0, -1, -1, 0]
        features[3] = domain.scaleEnds?.scale == .log ? 1 : 0
        for (place, end) in [(4, part.lowerBound), (5, part.upperBound)] {
            features[place] = size(domain.value(atUnit: end).number ?? 0)
        }
        return features
    }

    /// A number's order of magnitude with its sign: -1 for 0 and what is far below a millionth, 0 for 1, 1 for a million.
    static func size(_ number: Double) -> Float {
        guard number != 0 else { return -1 }
        let magnitude = log10(1 + min(abs(number), 1e300) * 1e6) / 6
        return Float((number < 0 ? -magnitude : magnitude) - 1)
    }
}

extension Domain {
    /// Whether a value is given to the network as a place on a scale (numbers), not as a choice with a name.
    package var isCoded: Bool { isNumeric }
}
