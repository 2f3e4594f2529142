import HoneCore

/// How the configurations of a search space are written as rows: one symbol a searched parameter, in the space's order.
///
/// Fixed parameters are left out. The rule is the same for every space, so that past tasks and a new study meet in one
/// language; `HeaderText` tells the model what each position means.
package struct TrialEncoding: Sendable, Hashable {
    package let parameters: [ParameterEncoding]

    package init(_ space: SearchSpace) {
        parameters = space.searched.map(ParameterEncoding.init)
    }

    /// The row of a configuration: as many symbols as `parameters`.
    ///
    /// - Throws: `RowEncodingError` naming the parameter whose value is not one of its domain's.
    package func row(_ configuration: Configuration) throws(RowEncodingError) -> [RowSymbol] {
        var symbols: [RowSymbol] = []
        symbols.reserveCapacity(parameters.count)
        for parameter in parameters {
            guard let value = configuration[parameter.name] else {
                symbols.append(.inactive)
                continue
            }
            guard let symbol = parameter.symbol(for: value) else {
                throw RowEncodingError(parameter: parameter.name, value: value, domain: parameter.domain)
            }
            symbols.append(symbol)
        }
        return symbols
    }

    /// What the header says of the parameters. Neighbours with the same declaration share it: `op1 op2 op3 n=none/s=skip`.
    package var declaration: String {
        var groups: [(names: [String], text: String)] = []
        for parameter in parameters {
            let text = parameter.declaration
            if let last = groups.last, last.text == text {
                groups[groups.count - 1].names.append(parameter.name)
            } else {
                groups.append(([parameter.name], text))
            }
        }
        return groups.map { "\($0.names.joined(separator: " ")) \($0.text)" }.joined(separator: ", ")
    }
}
