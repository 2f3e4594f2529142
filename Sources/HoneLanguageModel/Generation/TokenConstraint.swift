/// Says which tokens an answer may go on with: an interface for whoever wants answers of a certain form, such as JSON
/// of a schema. Tokens that are not allowed get no probability; the model chooses among the rest.
package struct TokenConstraint: Sendable {
    package struct Allowance: Sendable, Hashable {
        /// The tokens that may follow. Not the model's own stop tokens: whether those may is said below.
        package var tokens: TokenSet
        /// Whether the answer may end here. If it may and no token is allowed, it does.
        package var mayEnd: Bool

        package init(tokens: TokenSet, mayEnd: Bool) {
            self.tokens = tokens
            self.mayEnd = mayEnd
        }
    }

    /// What may follow the answer so far, if at most `tokensLeft` tokens may. A function of its arguments alone.
    package let allowance: @Sendable (_ answer: [Int], _ tokensLeft: Int) -> Allowance

    /// A rule that heeds how many tokens are left, so that the answer is whole in the end.
    package init(_ allowance: @escaping @Sendable (_ answer: [Int], _ tokensLeft: Int) -> Allowance) {
        self.allowance = allowance
    }

    /// A rule that does not look at the number of tokens that are left.
    package init(_ allowance: @escaping @Sendable (_ answer: [Int]) -> Allowance) {
        self.allowance = { answer, _ in allowance(answer) }
    }
}
