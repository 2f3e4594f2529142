import Foundation

/// A block of lines on the terminal that is redrawn in place.
struct LiveScreen {
    private var drawnLines = 0
    private var isCursorHidden = false

    /// Replaces the block by these lines.
    mutating func draw(_ lines: [String]) {
        var text = ""
        if !isCursorHidden { text += "\u{1B}[?25l" }
        isCursorHidden = true
        text += start
        for line in lines { text += line + "\u{1B}[K\n" }
        text += "\u{1B}[J"
        drawnLines = lines.count
        Console.write(text, to: .standardOutput)
    }

    /// Takes the block away, so that what follows stands in its place.
    mutating func clear() {
        guard drawnLines > 0 else { return }
        Console.write(start + "\u{1B}[J", to: .standardOutput)
        drawnLines = 0
    }

    /// Leaves the block as it is and gives the cursor back.
    mutating func finish() {
        drawnLines = 0
        if isCursorHidden { Console.write("\u{1B}[?25h", to: .standardOutput) }
        isCursorHidden = false
    }

    /// Moves to the block's first line.
    private var start: String { drawnLines > 0 ? "\r\u{1B}[\(drawnLines)A" : "\r" }
}
