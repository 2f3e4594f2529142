/// One input position of the model: a token of the vocabulary, or one of our own trainable rows beside it.
package struct InputRow: Sendable, Hashable {
    /// Tokens as they are, value row v as -(v + 1).
    private let code: Int32

    package static func token(_ id: Int) -> InputRow { InputRow(code: Int32(clamping: id)) }
    package static func value(_ row: Int) -> InputRow { InputRow(code: -1 - Int32(clamping: row)) }

    /// The token's id, nil for a value row.
    package var token: Int? { code >= 0 ? Int(code) : nil }
    /// The value row's index, nil for a token.
    package var value: Int? { code < 0 ? Int(-(code + 1)) : nil }
}

/// An arbitrary but fixed order, so that inputs that are alike can be brought together.
extension InputRow: Comparable {
    package static func < (a: InputRow, b: InputRow) -> Bool { a.code < b.code }
}
