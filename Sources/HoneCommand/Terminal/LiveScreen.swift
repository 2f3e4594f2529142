import HoneCore

/// A line of a live view, and how it looks.
struct ScreenLine {
    var text: String
    var style: Terminal.Style?

    init(_ text: String, _ style: Terminal.Style? = nil) {
        self.text = text
        self.style = style
    }
}

/// A block of lines on the terminal that is redrawn in place.
struct LiveScreen {
    private var drawnLines = 0
    private var drawnWidth: Int?
    private var isCursorHidden = false

    /// Replaces the block by these lines, as many as the terminal has room for, each cut to its width.
    mutating func draw(_ lines: [ScreenLine], on terminal: Terminal) {
        Console.screen(drawing(lines, on: terminal))
    }

    /// What `draw` sends to the terminal.
    mutating func drawing(_ lines: [ScreenLine], on terminal: Terminal) -> String {
        var text = isCursorHidden ? "" : "\u{1B}[?25l"
        isCursorHidden = true
        if let drawnWidth, drawnWidth != terminal.width {
            // The terminal has broken the old lines anew, nobody knows where: the block begins on a clear screen.
            text += "\u{1B}[2J\u{1B}[H"
        } else {
            text += drawnLines > 0 ? "\r\u{1B}[\(drawnLines)A" : "\r"
        }
        // The cursor's own line below the block counts; a block that is too long would scroll and never be found again.
        let shown = lines.prefix(max(1, terminal.height - 1))
        for line in shown {
            let plain = PrintableText.line(line.text).fitted(to: terminal.width)
            text += (line.style.map { terminal.styled(plain, $0) } ?? plain) + "\u{1B}[K\n"
        }
        text += "\u{1B}[J"
        drawnLines = shown.count
        drawnWidth = terminal.width
        return text
    }

    /// Leaves the block as it is and gives the cursor back.
    mutating func finish() {
        drawnLines = 0
        drawnWidth = nil
        if isCursorHidden { Console.screen("\u{1B}[?25h") }
        isCursorHidden = false
    }
}
