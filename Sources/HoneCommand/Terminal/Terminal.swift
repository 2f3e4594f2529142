import Foundation

/// What the place where output goes can do.
struct Terminal: Sendable {
    /// Whether a person watches and lines can be redrawn.
    var isInteractive: Bool
    /// Whether colour is wanted (never the only carrier of meaning).
    var hasColor: Bool
    /// Columns and rows.
    var width: Int
    var height: Int

    /// For files and pipes.
    static let plain = Terminal(isInteractive: false, hasColor: false, width: 0, height: 0)

    /// What stdout is connected to now; asked again at each redraw, since windows change their size.
    static var current: Terminal {
        let environment = ProcessInfo.processInfo.environment
        guard isatty(STDOUT_FILENO) == 1, environment["TERM"] != "dumb" else { return .plain }
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Terminal(
            isInteractive: true, hasColor: environment["NO_COLOR", default: ""].isEmpty,
            width: isKnown ? Int(size.ws_col) : 80, height: isKnown ? Int(size.ws_row) : 24)
    }

    func styled(_ text: String, _ style: Style) -> String {
        hasColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    enum Style: Int {
        case bold = 1
        case dim = 2
        case red = 31
        case green = 32
        case yellow = 33
    }
}
