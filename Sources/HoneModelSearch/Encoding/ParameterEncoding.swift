import HoneCore

/// How one searched parameter is written in a row of the model's input: one symbol a value.
package struct ParameterEncoding: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// A place on the parameter's scale, rounded to one of `RowSymbol.valueCount` trainable rows.
        case place
        /// One character a choice, in the order of the choices; the header declares them.
        case codes([Character])
    }

    package let name: String
    package let domain: Domain
    package let kind: Kind

    package init(_ parameter: Parameter) {
        name = parameter.name
        domain = parameter.domain
        kind = Self.kind(of: parameter.domain)
    }

    /// Numbers and ordered numbers have a place on a scale; text gets codes as long as there are enough characters.
    private static func kind(of domain: Domain) -> Kind {
        guard let choices = domain.choices, !domain.isNumeric, domain.kind != .fixed else { return .place }
        return ChoiceCodes.assign(choices.map(\.description)).map(Kind.codes) ?? .place
    }

    /// The symbol of a value, or nil if the value is not one of the domain's.
    package func symbol(for value: ParameterValue) -> RowSymbol? {
        switch kind {
        case .place: domain.unit(value).map(RowSymbol.value(at:))
        case .codes(let codes): domain.index(of: value).map { .code(codes[$0]) }
        }
    }

    /// What the header says after the parameter's name: `log 1e-05..1`, `c=cosine/t=const`.
    package var declaration: String {
        let choices = domain.choices ?? []
        if case .codes(let codes) = kind { return zip(codes, choices).map { "\($0)=\($1)" }.joined(separator: "/") }
        if let items = domain.items { return "orders of \(items.count)" }
        if let ends = domain.scaleEnds { return Self.range(ends.low, ends.high, ends.scale) }
        guard choices.count <= Self.longestList else { return "\(choices.count) choices" }
        return choices.map(\.description).joined(separator: "<")
    }

    /// Longer lists of values are counted instead of listed: the header is paid for with every sequence.
    private static let longestList = 12

    private static func range(_ low: Double, _ high: Double, _ scale: Scale) -> String {
        "\(scale == .log ? "log " : "")\(HeaderNumber.text(low))..\(HeaderNumber.text(high))"
    }
}
