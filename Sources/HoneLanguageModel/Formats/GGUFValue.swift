/// A metadata value of a GGUF file. Widths are merged: whoever asks wants a number, not its storage.
package enum GGUFValue: Sendable, Hashable {
    case unsigned(UInt64)
    case signed(Int64)
    case real(Double)
    case boolean(Bool)
    case string(String)
    case integers([Int64])
    case reals([Double])
    case booleans([Bool])
    case strings([String])
    /// Arrays of arrays, and arrays of unsigned 64-bit values beyond `Int64.max`.
    case list([GGUFValue])

    /// A whole number that fits `Int`.
    package var integer: Int? {
        switch self {
        case .unsigned(let value): Int(exactly: value)
        case .signed(let value): Int(exactly: value)
        default: nil
        }
    }

    /// Any number.
    package var double: Double? {
        switch self {
        case .unsigned(let value): Double(value)
        case .signed(let value): Double(value)
        case .real(let value): value
        default: nil
        }
    }

    package var bool: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    package var text: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var textArray: [String]? {
        if case .strings(let values) = self { values } else { nil }
    }

    package var integerArray: [Int64]? {
        if case .integers(let values) = self { values } else { nil }
    }

    package var doubleArray: [Double]? {
        switch self {
        case .reals(let values): values
        case .integers(let values): values.map(Double.init)
        default: nil
        }
    }
}
