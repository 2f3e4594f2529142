/// Distinct single characters for the choices of a parameter.
package enum ChoiceCodes {
    /// All characters that may stand for a choice.
    package static let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

    /// Codes in the order of the choices, or nil if there are more choices than characters.
    ///
    /// A choice takes its first letter or digit if no earlier choice took it. The others take the one of their own
    /// characters that tells them apart best (found in the fewest choices; digits before letters, then the first), and
    /// as a last resort any free character. So `nor_conv_1x1` beside `none` becomes `1`.
    package static func assign(_ choices: [String]) -> [Character]? {
        guard choices.count <= alphabet.count else { return nil }
        let known = Set(alphabet)
        let letters = choices.map { $0.filter(known.contains) }
        var codes = [Character?](repeating: nil, count: choices.count)
        var used: Set<Character> = []
        for (index, own) in letters.enumerated() {
            if let first = own.first, used.insert(first).inserted { codes[index] = first }
        }
        for (index, own) in letters.enumerated() where codes[index] == nil {
            let free = own.enumerated().filter { !used.contains($0.element) }
            let best = free.min { a, b in rank(a, among: letters) < rank(b, among: letters) }?.element
            guard let code = best ?? alphabet.first(where: { !used.contains($0) }) else { return nil }
            used.insert(code)
            codes[index] = code
        }
        return codes.compactMap { $0 }
    }

    private static func rank(
        _ candidate: (offset: Int, element: Character), among choices: [String]
    ) -> (Int, Int, Int) {
        let holders = choices.count { $0.contains(candidate.element) }
        return (holders, candidate.element.isNumber ? 0 : 1, candidate.offset)
    }
}
