/// A number as JSON writes it: `1` and `1.0` are two.
package enum JSONNumber: Sendable, Hashable {
    /// Written without point and exponent.
    case integer(Int)
    /// A whole number that no `Int` holds, as its digits: `18446744073709551616`.
    case hugeInteger(String)
    /// Written with a point or an exponent.
    case double(Double)

    /// The nearest double.
    package var double: Double {
        switch self {
        case .integer(let value): Double(value)
        case .hugeInteger(let digits): Double(digits) ?? .nan
        case .double(let value): value
        }
    }
}
