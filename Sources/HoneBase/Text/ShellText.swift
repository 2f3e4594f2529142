/// Words as a shell takes them: for commands that people paste. Nothing of Hone's own ever passes a shell.
package enum ShellText {
    /// The word, in single quotes where a shell would read anything into it.
    package static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-./=:,+@%".unicodeScalars.contains($0)
            }
        guard !isPlain else { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// The words with blanks between them.
    package static func command(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }
}
