import HoneCore

/// Names of metrics as a program can print them: whatever stands before `: number` or `=number` in a line.
public enum MetricName {
    /// Bytes of a name; longer ones are somebody's mistake, and would fill messages and tables.
    static let longest = 200

    /// - Throws: where a program could print the name and it would not be found, or where it would be taken for another.
    public static func check(_ name: String, place: String) throws(DescriptionError) {
        guard let problem = problem(of: name) else { return }
        throw DescriptionError(
            place, "\"\(PrintableText.line(name.shortened(to: 60)))\" cannot be a metric's name: \(problem)")
    }

    private static func problem(of name: String) -> String? {
        if name.isEmpty { return "it is empty; write it as the program prints it" }
        if name.utf8.count > longest { return "it is longer than \(longest) bytes; print it under a shorter one" }
        if name.first?.isWhitespace == true || name.last?.isWhitespace == true || name.contains("  ") {
            return "only single blanks within it are found; write it as the program prints it"
        }
        let refused = name.unicodeScalars.first { scalar in
            "=:\"".unicodeScalars.contains(scalar) || (scalar != " " && scalar.properties.isWhitespace)
                || PrintableText.isObeyed(scalar)
        }
        guard let refused else { return nil }
        let sign = PrintableText.line(String(refused))
        return
            "\(sign == " " ? "a blank that is none of ASCII" : sign) in it ends the name or is never printed; rename it in the program, or give it a name of your own and point at the number with --metric-regex"
    }
}
