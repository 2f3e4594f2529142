/// A language of texts, as a regular expression over bytes: a place in a `ByteTerms`.
struct Term: Hashable, Sendable, Comparable {
    fileprivate let index: Int32

    static func < (a: Term, b: Term) -> Bool { a.index < b.index }
}

/// Regular expressions over bytes, each kept once, with their partial derivatives (Antimirov, Theor. Comput. Sci. 155,
/// 1996): what may follow a byte is a set of such expressions again. Counts stay numbers, so that `a{0,1000}` is as small
/// as `a*`; an automaton comes into being only as far as it is walked.
///
/// No expression is empty of texts: what builds them leaves out what nothing fits. So from everything that can be
/// reached an end can be reached, too.
struct ByteTerms: Sendable {
    private enum Node: Hashable, Sendable {
        /// The empty text alone.
        case empty
        case bytes(ByteSet)
        case sequence(Term, Term)
        case either([Term])
        /// So many times; nil: any number.
        case repeated(Term, least: Int, most: Int?)
    }

    /// What is known of a term's texts.
    private struct Facts {
        /// Whether the empty text is one.
        var isNullable: Bool
        /// Bytes of the shortest.
        var shortest: Int
        /// Bytes that may be missing to an end, at most, wherever one is within a text.
        var farthest: Int
        /// Sets of bytes, those of a repetition as often as it is repeated: a bound on the derivatives.
        var size: Int
    }

    /// Larger than any text; sums of two stay in range.
    private static let many = 1 << 40

    private var nodes: [Node] = []
    private var facts: [Facts] = []
    private var known: [Node: Term] = [:]

    init() { _ = add(.empty, Facts(isNullable: true, shortest: 0, farthest: 0, size: 0)) }

    var count: Int { nodes.count }

    // MARK: Building

    let empty = Term(index: 0)

    mutating func bytes(_ set: ByteSet) -> Term {
        precondition(!set.isEmpty, "a term has texts")
        return add(.bytes(set), Facts(isNullable: false, shortest: 1, farthest: 1, size: 1))
    }

    mutating func literal(_ text: some BidirectionalCollection<UInt8>, then rest: Term? = nil) -> Term {
        text.reversed().reduce(rest ?? empty) { sequence(bytes(ByteSet(CollectionOfOne($1))), $0) }
    }

    mutating func sequence(_ first: Term, _ rest: Term) -> Term {
        if first == empty { return rest }
        if rest == empty { return first }
        // Always nested to the right, so that equal expressions are one.
        if case .sequence(let head, let tail) = nodes[Int(first.index)] { return sequence(head, sequence(tail, rest)) }
        let (a, b) = (facts(first), facts(rest))
        return add(
            .sequence(first, rest),
            Facts(
                isNullable: a.isNullable && b.isNullable, shortest: Self.sum(a.shortest, b.shortest),
                farthest: max(Self.sum(a.farthest, b.shortest), b.farthest), size: Self.sum(a.size, b.size)))
    }

    mutating func sequence(_ terms: [Term]) -> Term { terms.reversed().reduce(empty) { sequence($1, $0) } }

    /// One of the terms; nil if there is none.
    mutating func either(_ terms: [Term?]) -> Term? {
        let distinct = Set(terms.compactMap(\.self)).sorted()
        guard let first = distinct.first else { return nil }
        if distinct.count == 1 { return first }
        let all = distinct.map(facts)
        return add(
            .either(distinct),
            Facts(
                isNullable: all.contains(where: \.isNullable), shortest: all.map(\.shortest).min() ?? 0,
                farthest: all.map(\.farthest).max() ?? 0, size: all.reduce(0) { Self.sum($0, $1.size) }))
    }

    mutating func optional(_ term: Term) -> Term { either([empty, term]) ?? empty }

    /// - Parameter most: at least `least`; any number if nil.
    mutating func repeated(_ term: Term, least: Int, most: Int?) -> Term {
        if most == 0 || term == empty { return empty }
        if least == 1, most == 1 { return term }
        let inner = facts(term)
        // Where nothing counts as one time, every smaller number will do.
        let least = inner.isNullable ? 0 : least
        let rest = Self.product(inner.shortest, max(0, least - 1))
        return add(
            .repeated(term, least: least, most: most),
            Facts(
                isNullable: least == 0, shortest: Self.product(inner.shortest, least),
                farthest: Self.sum(inner.farthest, rest),
                size: Self.product(max(1, inner.size), max(1, most ?? least))))
    }

    private mutating func add(_ node: Node, _ facts: Facts) -> Term {
        if let term = known[node] { return term }
        let term = Term(index: Int32(nodes.count))
        nodes.append(node)
        self.facts.append(facts)
        known[node] = term
        return term
    }

    private static func sum(_ a: Int, _ b: Int) -> Int { min(many, a + b) }
    private static func product(_ a: Int, _ b: Int) -> Int {
        let (product, overflows) = a.multipliedReportingOverflow(by: b)
        return overflows ? many : min(many, product)
    }

    // MARK: Reading

    private func facts(_ term: Term) -> Facts { facts[Int(term.index)] }

    func isNullable(_ term: Term) -> Bool { facts(term).isNullable }
    func shortest(_ term: Term) -> Int { facts(term).shortest }
    func farthest(_ term: Term) -> Int { facts(term).farthest }
    func size(_ term: Term) -> Int { facts(term).size }

    /// Adds what may follow `byte` in the term's texts: the texts that go on are those of all added terms together.
    mutating func derive(_ term: Term, by byte: UInt8, into result: inout [Term]) {
        switch nodes[Int(term.index)] {
        case .empty: break
        case .bytes(let set): if set.contains(byte) { result.append(empty) }
        case .sequence(let first, let rest):
            derive(first, by: byte, followedBy: rest, into: &result)
            if isNullable(first) { derive(rest, by: byte, into: &result) }
        case .either(let terms): for term in terms { derive(term, by: byte, into: &result) }
        case .repeated(let inner, let least, let most):
            let known = result.count
            derive(inner, by: byte, into: &result)
            guard result.count > known else { return }
            let rest = repeated(inner, least: max(0, least - 1), most: most.map { $0 - 1 })
            for index in known..<result.count { result[index] = sequence(result[index], rest) }
        }
    }

    private mutating func derive(_ first: Term, by byte: UInt8, followedBy rest: Term, into result: inout [Term]) {
        let known = result.count
        derive(first, by: byte, into: &result)
        for index in known..<result.count { result[index] = sequence(result[index], rest) }
    }

    /// The state behind `byte` of one in which all texts of `terms` may follow, in order; empty if none goes on like this.
    mutating func derive(_ terms: [Term], by byte: UInt8) -> [Term] {
        var result: [Term] = []
        for term in terms { derive(term, by: byte, into: &result) }
        return result.count > 1 ? Set(result).sorted() : result
    }
}
