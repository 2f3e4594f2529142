// What a domain of orders knows of its values. A value is the items' texts with commas between them: `b,a,c`.
extension Domain {
    /// The things that a permutation puts in an order; nil for every other kind.
    public var items: [ParameterValue]? {
        if case .permutation(let items) = self { items } else { nil }
    }

    /// The indices of the items in the order that a value names; nil for every other kind of domain, and for what is not an
    /// order of all items.
    public func order(of value: ParameterValue) -> [Int]? {
        guard let items else { return nil }
        let texts = value.description.split(separator: ",", omittingEmptySubsequences: false)
        guard texts.count == items.count else { return nil }
        let places = Dictionary(
            items.enumerated().map { ($1.description, $0) }, uniquingKeysWith: { first, _ in first })
        var seen = Set<Int>()
        var order: [Int] = []
        for text in texts {
            let trimmed = text.drop { $0 == " " }
            guard let index = places[String(text)] ?? places[String(trimmed)], seen.insert(index).inserted else {
                return nil
            }
            order.append(index)
        }
        return order
    }

    /// The value that names the items in an order of their indices. Precondition: it is a permutation's, and the indices are its.
    public func value(inOrder order: [Int]) -> ParameterValue {
        let items = items ?? []
        return .string(order.map { items[$0].description }.joined(separator: ","))
    }
}

extension Configuration {
    /// The items of a permutation in the order that the configuration has them, as texts.
    ///
    ///     let order = try configuration.order("order")        // ["b", "a", "c"]
    ///
    /// - Throws: `ParameterAccessError` if there is no such parameter in the configuration, or it is no text.
    public func order(_ name: String) throws(ParameterAccessError) -> [String] {
        try string(name).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}
