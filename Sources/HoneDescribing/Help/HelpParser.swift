/// Reads the help text of a program, whatever library wrote it.
struct HelpParser {
    private var help = ProgramHelp()
    private var known: Set<String> = []
    private var open: (option: HelpOption, indentation: Int, column: Int?)?
    private var usageIndentation: Int?
    private var paragraph: [String] = []

    private static let longestDescription = 600
    private static let longestSummary = 300
    private static let mostOptions = 1000

    /// - Parameter output: the bytes that the program printed.
    static func parse(_ output: [UInt8]) -> ProgramHelp {
        var parser = HelpParser()
        for line in HelpLine.lines(of: output) { parser.read(line) }
        parser.close()
        parser.endParagraph()
        return parser.help
    }

    private mutating func read(_ line: HelpLine) {
        guard !line.text.isEmpty else {
            usageIndentation = nil
            return endParagraph()
        }
        if let usage = usageIndentation {
            if line.indentation > usage { return }
            usageIndentation = nil
        }
        if line.text.lowercased().hasPrefix("usage:") {
            close()
            endParagraph()
            usageIndentation = line.indentation
            return
        }
        if line.text.hasPrefix("-") || line.isFramed, isBeforeDescription(line), let head = HelpHead(line) {
            close()
            endParagraph()
            var option = head.option
            option.description = String(head.description.prefix(Self.longestDescription))
            open = (option, line.indentation, head.column)
        } else if let entry = open {
            // What stands as far left as the option is none of its description.
            guard line.indentation > entry.indentation else { return close() }
            open?.column = entry.column ?? line.indentation
            let known = entry.option.description
            if known.count < Self.longestDescription {
                open?.option.description = String(
                    ((known.isEmpty ? "" : known + " ") + line.text).prefix(Self.longestDescription))
            }
        } else if help.options.isEmpty {
            if line.text.hasSuffix(":") { endParagraph() } else { paragraph.append(line.text) }
        }
    }

    /// A description may hold lines that begin with a dash; they stand in its column.
    private func isBeforeDescription(_ line: HelpLine) -> Bool {
        guard let column = open?.column else { return true }
        return line.indentation < column
    }

    private mutating func close() {
        guard let option = open?.option else { return }
        open = nil
        guard help.options.count < Self.mostOptions, known.insert(option.bareName).inserted else { return }
        help.options.append(option)
    }

    private mutating func endParagraph() {
        guard !paragraph.isEmpty else { return }
        var text = paragraph.joined(separator: " ")
        paragraph = []
        // The head of a manual's page is in three columns.
        guard !text.contains("   ") else { return }
        for heading in ["OVERVIEW: ", "Description: "] where text.hasPrefix(heading) { text.removeFirst(heading.count) }
        if help.summary == nil {
            help.summary =
                text.count > Self.longestSummary ? String(text.prefix(Self.longestSummary - 3)) + "..." : text
        }
    }
}
