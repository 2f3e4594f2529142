extension String {
    /// The text itself, or its beginning and an ellipsis, in one line.
    package func shortened(to limit: Int) -> String {
        let line = split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count <= limit ? line : line.prefix(limit - 1) + "…"
    }
}
