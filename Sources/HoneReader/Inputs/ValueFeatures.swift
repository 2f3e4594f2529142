import Foundation

/// A value as numbers: its place and the place's square, bumps, waves, whether it is missing, whether it is a number, and its
/// way from the default.
enum ValueFeatures {
    /// Width of a bump.
    private static let bump: Float = 0.11

    /// Writes `shape.valueFeatures` numbers. A choice has only its way from the default: it is read by its name.
    static func write(
        _ value: ReaderTrial.Value, from defaultValue: ReaderTrial.Value?, shape: ReaderShape,
        to target: UnsafeMutablePointer<Float>
    ) {
        let places = shape.places
        target.update(repeating: 0, count: shape.valueFeatures)
        if value.choice < 0 {
            target[places + 9] = 1
            if value.unit.isNaN { target[places + 8] = 1 } else { place(value.unit, places, target) }
        }
        guard let defaultValue else { return }
        if value.choice >= 0 {
            target[places + 11] = value.choice == defaultValue.choice ? 0 : 1
        } else if !value.unit.isNaN, !defaultValue.unit.isNaN {
            target[places + 10] = value.unit - defaultValue.unit
            target[places + 11] = abs(value.unit - defaultValue.unit)
        }
        target[places + 12] = 1
    }

    private static func place(_ unit: Float, _ places: Int, _ target: UnsafeMutablePointer<Float>) {
        target[0] = unit
        target[1] = unit * unit
        let step = 1 / Float(places - 1)
        for i in 0..<places {
            let distance = (unit - Float(i) * step) / bump
            target[2 + i] = exp(-0.5 * distance * distance)
        }
        // Waves of one, two and four half turns; the doubles from the single angle.
        let waves = target + 2 + places
        var (s, c) = (sin(Float.pi * unit), cos(Float.pi * unit))
        for wave in 0..<3 {
            waves[2 * wave] = s
            waves[2 * wave + 1] = c
            (s, c) = (2 * s * c, c * c - s * s)
        }
    }
}
