/// One value for each of a block's linear products that low-rank updates are put on. Query stands apart from key and value
/// since the last block computes it for fewer inputs; gate and up read the same input and are one product.
struct PerProjection<Value> {
    var query: Value
    var keyValue: Value
    var output: Value
    var gateUp: Value
    var down: Value

    /// In the order in which their parameters lie.
    var all: [Value] { [query, keyValue, output, gateUp, down] }

    func map<Result>(_ transform: (Value) -> Result) -> PerProjection<Result> {
        PerProjection<Result>(
            query: transform(query), keyValue: transform(keyValue), output: transform(output),
            gateUp: transform(gateUp), down: transform(down))
    }

    /// Brings the values of the same product together.
    func zip<Other, Result>(
        _ other: PerProjection<Other>, _ combine: (Value, Other) -> Result
    ) -> PerProjection<Result> {
        PerProjection<Result>(
            query: combine(query, other.query), keyValue: combine(keyValue, other.keyValue),
            output: combine(output, other.output), gateUp: combine(gateUp, other.gateUp),
            down: combine(down, other.down))
    }
}

extension PerProjection: Equatable where Value: Equatable {}
extension PerProjection: Hashable where Value: Hashable {}
extension PerProjection: Sendable where Value: Sendable {}

extension PerProjection<Int> {
    /// Over how many inputs each product runs in a block: all, or, apart from keys and values, those that act as queries.
    init(queries: Int, total: Int) {
        self.init(query: queries, keyValue: total, output: queries, gateUp: queries, down: queries)
    }
}
