extension String {
    /// Without the blanks around it, whatever kind they are.
    var trimmed: String {
        // Most cells begin and end with a letter or a digit of ASCII, which needs no look into Unicode's tables.
        if let first = utf8.first, let last = utf8.last, (33..<127).contains(first), (33..<127).contains(last) {
            return self
        }
        guard first?.isWhitespace == true || last?.isWhitespace == true else { return self }
        return String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
