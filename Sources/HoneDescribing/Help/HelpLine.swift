import HoneBase

/// A line of a help text as it would be seen: no colours, no frames, no tabs.
struct HelpLine: Sendable, Hashable {
    /// Blanks before the text.
    var indentation: Int
    /// Without blanks at its ends; empty for a blank line.
    var text: String
    /// Whether it stood in a drawn frame, whose columns are separated by blanks only.
    var isFramed = false

    /// Beyond these a text is no help text any more.
    private static let mostLines = 20_000
    private static let longestLine = 2000
    private static let tabWidth = 8

    /// The lines of what a program printed; bytes that are no UTF-8 become replacement characters.
    static func lines(of output: [UInt8]) -> [HelpLine] {
        let text = String(decoding: TerminalBytes.text(output), as: UTF8.self)
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix(mostLines).map(
            HelpLine.init)
    }

    init(_ written: Substring) {
        var characters: [Character] = []
        for character in written.prefix(Self.longestLine) {
            if character == "\t" {
                repeat { characters.append(" ") } while characters.count % Self.tabWidth != 0
            } else {
                characters.append(character)
            }
        }
        let isFramed = characters.first(where: { $0 != " " }).map(Self.isFrame) ?? false
        if isFramed {
            // A line that closes or opens a frame holds its title at most.
            let isRule = characters.count(where: Self.isFrame) > 2
            characters = isRule ? [] : characters.map { Self.isFrame($0) ? " " : $0 }
        }
        indentation = characters.prefix { $0 == " " }.count
        text = String(characters).trimmed
        self.isFramed = isFramed
    }

    private static func isFrame(_ character: Character) -> Bool {
        character.unicodeScalars.first.map { (0x2500..<0x2580).contains($0.value) } ?? false
    }
}

extension String {
    /// Without blanks at its ends.
    var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
    }
}
