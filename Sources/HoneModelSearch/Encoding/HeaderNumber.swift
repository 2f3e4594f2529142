import Foundation

/// Numbers as a header writes them: three significant digits, an exponent where it is shorter (`0.001`, `1e-05`, `512`).
enum HeaderNumber {
    static func text(_ value: Double) -> String { String(format: "%.3g", value) }
}
