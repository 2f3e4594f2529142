/// A regular expression that names modules, as `target_modules` and `alpha_pattern` of PEFT's configuration hold them.
///
/// Expressions come with files from strangers: they are read by derivatives (`ByteTerms`), so that the time is bounded by
/// the expression's size times the name's length, and what `ExpressionParser` does not know is refused.
package struct ModulePattern: Sendable {
    /// What an expression uses that is not known here.
    package struct Unsupported: Error {
        let problem: String
    }

    /// Larger ones come from counted repetitions within each other, which no name of a module needs.
    private static let largestSize = 10_000

    private let terms: ByteTerms
    private let branches: [ExpressionParser.Branch]

    package init(_ pattern: String) throws(Unsupported) {
        var parser = ExpressionParser(pattern, .plain, ByteTerms())
        do throws(ExpressionParser.Failure) {
            branches = try parser.branches()
        } catch {
            throw Unsupported(problem: error.problem)
        }
        terms = parser.terms
        let sizes = branches.compactMap(\.term).map(terms.size)
        guard sizes.allSatisfy({ $0 < Self.largestSize }) else { throw Unsupported(problem: "is too large") }
    }

    /// Whether all of `name` matches (Python's `re.fullmatch`).
    package func matches(_ name: String) -> Bool {
        branches.contains { branch in branch.term.map { fits(Array(name.utf8)[...], $0) } ?? false }
    }

    /// Whether the end of `name` matches, from its beginning or from behind a full stop (`(.*\.)?(pattern)$`).
    package func matchesEnd(of name: String) -> Bool {
        let bytes = Array(name.utf8)
        let starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: ".") }.map { $0 + 1 }
        return branches.contains { branch in
            guard let term = branch.term else { return false }
            return (branch.isAtStart ? [0] : starts).contains { fits(bytes[$0...], term) }
        }
    }

    private func fits(_ text: ArraySlice<UInt8>, _ term: Term) -> Bool {
        var terms = terms
        var possible = [term]
        for byte in text { possible = terms.derive(possible, by: byte) }
        return possible.contains(where: terms.isNullable)
    }
}
