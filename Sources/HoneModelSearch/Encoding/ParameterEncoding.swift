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
        switch domain {
        case .float, .int, .fixed, .ordinal(_, .some): return .place
        case .ordinal(let values, nil) where values.allSatisfy({ $0.number != nil }): return .place
        case .ordinal(let values, nil), .categorical(let values):
            return ChoiceCodes.assign(values.map(\.description)).map(Kind.codes) ?? .place
        }
    }

    /// The symbol of a value, or nil if the value is not one of the domain's.
    package func symbol(for value: ParameterValue) -> RowSymbol? {
        switch kind {
        case .place:
            return domain.unit(value).map(RowSymbol.value(at:))
        case .codes(let codes):
            guard let canonical = domain.canonical(value) else { return nil }
            switch domain {
            case .categorical(let values), .ordinal(let values, _):
                return values.firstIndex(of: canonical).map { .code(codes[$0]) }
            case .float, .int, .fixed:
                return nil
            }
        }
    }

    /// What the header says after the parameter's name: `log 1e-05..1`, `c=cosine/t=const`.
    package var declaration: String {
        switch (kind, domain) {
        case (.codes(let codes), .categorical(let values)), (.codes(let codes), .ordinal(let values, _)):
            zip(codes, values).map { "\($0)=\($1)" }.joined(separator: "/")
        case (_, .float(let low, let high, let scale, _)):
            Self.range(low, high, scale)
        case (_, .int(let low, let high, let scale, _)):
            Self.range(Double(low), Double(high), scale)
        case (_, .ordinal(let values, let scale?)):
            Self.range(values.first?.number ?? 0, values.last?.number ?? 0, scale)
        case (_, .ordinal(let values, nil)), (_, .categorical(let values)):
            values.count <= Self.longestList
                ? values.map(\.description).joined(separator: "<")
                : "\(values.count) choices"
        case (_, .fixed(let value)):
            "\(value)"
        }
    }

    /// Longer lists of values are counted instead of listed: the header is paid for with every sequence.
    private static let longestList = 12

    private static func range(_ low: Double, _ high: Double, _ scale: Scale) -> String {
        "\(scale == .log ? "log " : "")\(HeaderNumber.text(low))..\(HeaderNumber.text(high))"
    }
}
