extension SearchSpace {
    /// Bytes of what a parameter does in words; more is no line any more.
    static let longestMeaning = 1000

    /// - Throws: `SpaceError` for a text that is too long, or that holds what is no text.
    static func checkMeaning(of parameter: Parameter) throws(SpaceError) {
        guard let meaning = parameter.meaning else { return }
        let place = SpaceError.Subject.parameter(parameter.name)
        guard meaning.utf8.count <= longestMeaning else {
            throw SpaceError(place, "its description is longer than \(longestMeaning) bytes; say it in a sentence")
        }
        if meaning.unicodeScalars.contains(where: { PrintableText.isObeyed($0) && !$0.properties.isWhitespace }) {
            throw SpaceError(place, "its description holds a control character; remove it")
        }
    }

    /// One line without blanks at its ends; nil for nothing but blanks.
    static func canonicalMeaning(_ meaning: String?) -> String? {
        guard let words = meaning?.split(whereSeparator: \.isWhitespace), !words.isEmpty else { return nil }
        return words.joined(separator: " ")
    }

    /// Whether both hold the same configurations, whatever is said of their parameters in words: the trials of one are
    /// trials of the other.
    package func hasSameConfigurations(as other: SearchSpace) -> Bool {
        guard parameters.count == other.parameters.count, constraints == other.constraints else { return false }
        return zip(parameters, other.parameters).allSatisfy { a, b in
            var a = a
            a.meaning = b.meaning
            return a == b
        }
    }

    /// The space with the other's words for parameters of the same name, where it has any.
    package func described(as other: SearchSpace) -> SearchSpace {
        let described = parameters.map { parameter in
            var parameter = parameter
            parameter.meaning = other[parameter.name]?.meaning ?? parameter.meaning
            return parameter
        }
        return (try? SearchSpace(described, constraints: constraints, mixtures: mixtures)) ?? self
    }
}
