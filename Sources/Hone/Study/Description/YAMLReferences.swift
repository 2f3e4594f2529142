/// Where a YAML text has anchors (`&name`) and aliases (`*name`), found without parsing it.
///
/// Only a node can begin with one: they count where a value or a key may begin, not inside quotes, comments, block texts and
/// plain words, so that `true && true` in a command and `layers *width` in a constraint are none.
package struct YAMLReferences {
    /// The lines of anchors and of aliases, from 1, in order.
    package private(set) var anchors: [Int] = []
    package private(set) var aliases: [Int] = []

    /// The first line by which there are more than so many of either.
    package func line(withMoreAnchorsThan anchorLimit: Int, aliasesThan aliasLimit: Int) -> Int? {
        let lines = [anchors.dropFirst(anchorLimit).first, aliases.dropFirst(aliasLimit).first]
        return lines.compactMap(\.self).min()
    }

    package init(in text: String) {
        // YAML's other line ends count as such, so that a comment ends where the parser ends it.
        let breaks: Set<Unicode.Scalar> = ["\u{85}", "\u{2028}", "\u{2029}"]
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar != "\u{FEFF}" {
            scalars.append(breaks.contains(scalar) ? "\n" : scalar)
        }
        var scanner = YAMLReferenceScanner(Array(String(scalars).utf8))
        scanner.scan()
        anchors = scanner.anchors
        aliases = scanner.aliases
    }
}

/// Walks over a YAML text and keeps what is needed to know where a node may begin. Where it is in doubt a node may begin:
/// an anchor too many is counted rather than one too few.
private struct YAMLReferenceScanner {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0
    private var nodeMayBegin = true
    /// How many flow brackets are open: inside them commas separate nodes and indentation means nothing.
    private var depth = 0
    /// Whether a plain text has begun that the next line may continue.
    private var isPlainOpen = false
    /// Column of the key or dash that the present node belongs to; what lies deeper continues it.
    private var parent = -1
    /// Column of the line's first word after its dashes: that of its key, if it has one.
    private var wordColumn: Int?
    private(set) var anchors: [Int] = []
    private(set) var aliases: [Int] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func scan() {
        beginLine()
        while index < bytes.count { step() }
    }

    private var column: Int { index - lineStart }

    private func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private static func isBreak(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }

    private static func isBlank(_ byte: UInt8?) -> Bool { byte.map { $0 == 32 || $0 == 9 || isBreak($0) } ?? true }

    private mutating func step() {
        let current = bytes[index]
        let next = byte(at: index + 1)
        switch current {
        case 10, 13: endLine()
        case 32, 9: index += 1
        case UInt8(ascii: "#") where index == lineStart || Self.isBlank(bytes[index - 1]): skipLine()
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            depth = max(0, depth - 1)
            end()
        case UInt8(ascii: ","):
            begin(depth > 0)
        case UInt8(ascii: ":") where Self.isBlank(next) || depth > 0:
            if let wordColumn, depth == 0 { parent = wordColumn }
            begin(true)
        case UInt8(ascii: "-") where Self.isBlank(next) && nodeMayBegin,
            UInt8(ascii: "?") where Self.isBlank(next) && nodeMayBegin:
            if depth == 0, wordColumn == nil { parent = column }
            begin(true)
        case _ where !nodeMayBegin: skipWord()
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            noteWord()
            skipQuoted(current)
        case UInt8(ascii: "|") where depth == 0, UInt8(ascii: ">") where depth == 0: skipBlock()
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            noteWord()
            depth += 1
            begin(true)
        case UInt8(ascii: "&"), UInt8(ascii: "*"):
            guard let next, next > 32 else { return skipWord() }
            noteWord()
            if current == UInt8(ascii: "&") { anchors.append(line) } else { aliases.append(line) }
            skipProperty()
            nodeMayBegin = current == UInt8(ascii: "&")
        case UInt8(ascii: "!"):
            noteWord()
            skipProperty()
        default: skipWord()
        }
    }

    /// An indicator after which a node may begin, or not.
    private mutating func begin(_ nodeFollows: Bool) {
        nodeMayBegin = nodeFollows
        isPlainOpen = false
        index += 1
    }

    /// The last byte of a node that is no plain text.
    private mutating func end() {
        nodeMayBegin = false
        isPlainOpen = false
        index += 1
    }

    private mutating func noteWord() { wordColumn = wordColumn ?? column }

    /// An anchor, an alias or a tag.
    private mutating func skipProperty() {
        while let byte = byte(at: index), !Self.isBlank(byte), !",[]{}".utf8.contains(byte) { index += 1 }
        isPlainOpen = false
    }

    /// A plain word: to the next blank, or to what ends it inside brackets.
    private mutating func skipWord() {
        noteWord()
        nodeMayBegin = false
        isPlainOpen = true
        repeat {
            index += 1
            guard let byte = byte(at: index) else { return }
            if byte == UInt8(ascii: ":"), Self.isBlank(self.byte(at: index + 1)) || depth > 0 { return }
            if depth > 0, ",[]{}".utf8.contains(byte) { return }
        } while !Self.isBlank(bytes[index])
    }

    private mutating func skipQuoted(_ quote: UInt8) {
        index += 1
        while let byte = byte(at: index) {
            if byte == quote {
                // Two single quotes are one.
                guard quote == UInt8(ascii: "'"), self.byte(at: index + 1) == quote else { break }
                index += 1
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index += 1
            }
            if index < bytes.count { noteBreak() }
            index += 1
        }
        end()
    }

    /// A block text: all following lines that are empty or lie deeper than what announces it.
    private mutating func skipBlock() {
        skipLine()
        while index < bytes.count {
            endLine()
            guard Self.isBlank(byte(at: index)) || column > parent else { break }
            skipLine()
        }
        isPlainOpen = false
        nodeMayBegin = true
    }

    private mutating func skipLine() {
        while let byte = byte(at: index), !Self.isBreak(byte) { index += 1 }
    }

    private mutating func noteBreak() {
        guard Self.isBreak(bytes[index]) else { return }
        let isSecondHalf = bytes[index] == 10 && index > 0 && bytes[index - 1] == 13
        if !isSecondHalf { line += 1 }
        lineStart = index + 1
    }

    private mutating func endLine() {
        guard index < bytes.count else { return }
        noteBreak()
        if bytes[index] == 13, byte(at: index + 1) == 10 {
            index += 1
            lineStart = index + 1
        }
        index += 1
        beginLine()
    }

    private mutating func beginLine() {
        wordColumn = nil
        while byte(at: index) == 32 { index += 1 }
        if column == 0, depth == 0 {
            if byte(at: index) == UInt8(ascii: "%") { skipLine() }
            let isMark = ["---", "..."].contains { bytes[index...].starts(with: $0.utf8) }
            if isMark, Self.isBlank(byte(at: index + 3)) {
                index += 3
                parent = -1
                isPlainOpen = false
            }
        }
        // A plain text goes on in deeper lines, where nothing else can begin.
        nodeMayBegin = !(isPlainOpen && (depth > 0 || column > parent))
    }
}
