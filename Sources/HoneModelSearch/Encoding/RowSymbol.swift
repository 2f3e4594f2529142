/// One position of a row: what a parameter's value looks like to the model.
package enum RowSymbol: Sendable, Hashable {
    /// One of the trainable value rows, `0 ..< RowSymbol.valueCount`.
    case value(Int)
    /// A single character; every ASCII character is one token of a byte-level vocabulary.
    case code(Character)
    /// The parameter is inactive under its conditions.
    case inactive

    /// Trainable value rows: hundredths of the parameter's scale (design: one token a value, not digits as text).
    package static let valueCount = 100

    /// The row nearest to a place in 0...1; places outside count as the nearer end.
    package static func value(at place: Double) -> RowSymbol {
        let last = Double(valueCount - 1)
        return .value(Int((min(max(place, 0), 1) * last + 0.5).rounded(.down)))
    }

    /// How an inactive parameter is written; none of `ChoiceCodes.alphabet`.
    package static let inactiveCharacter: Character = "-"
}
