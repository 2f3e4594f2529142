/// What the pre-tokenizer tells apart: `\p{L}`, `\p{N}`, `\s` (Unicode's White_Space) and the rest.
package enum CharacterClass: UInt8, Sendable {
    case letter, number, space, other

    package init(_ scalar: Unicode.Scalar) {
        let properties = scalar.properties
        self =
            switch properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: .letter
            case .decimalNumber, .letterNumber, .otherNumber: .number
            default: properties.isWhitespace ? .space : .other
            }
    }
}
