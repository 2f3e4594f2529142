import HoneCore

/// How the numbers of a CSV file are written, and what the cells of a parameter's column are.
enum CSVNumbers {
    /// Cells in which programs say that there is nothing.
    static func isMissing(_ cell: String) -> Bool {
        cell.isEmpty || ["nan", "nat", "<na>"].contains(cell.lowercased())
    }

    /// Cells in which programs write that the value is none.
    static func isNone(_ cell: String) -> Bool { ["none", "null"].contains(cell.lowercased()) }

    /// Whether a number stands there that is not finite.
    static func isNonFinite(_ cell: String) -> Bool {
        let unsigned = cell.drop { $0 == "-" || $0 == "+" }.lowercased()
        return ["nan", "inf", "infinity"].contains(unsigned)
    }

    /// A number with a decimal point; U+2212 is a minus too.
    static func number(_ cell: String) -> Double? { Double(decimal: cell.replacing("\u{2212}", with: "-")) }

    /// The column with its decimal commas as points, where it has such; nil where it has none.
    ///
    /// Only where cells are not separated by commas, and where no number of the column has a point. `1,234` alone could
    /// be a thousand: it counts as a fraction where semicolons separate, as spreadsheets of such countries write, and else
    /// only beside another that cannot be one.
    static func withDecimalPoints(_ cells: [String], separator: UInt8) -> [String]? {
        guard separator != UInt8(ascii: ",") else { return nil }
        var isClear = separator == UInt8(ascii: ";")
        var isThere = false
        for cell in cells {
            let commas = cell.utf8.count { $0 == UInt8(ascii: ",") }
            if commas == 1, number(cell.replacing(",", with: ".")) != nil {
                isThere = true
                let fraction = cell.utf8.drop { $0 != UInt8(ascii: ",") }.count - 1
                if fraction != 3 { isClear = true }
            } else if cell.utf8.contains(UInt8(ascii: ".")), number(cell) != nil {
                return nil
            }
        }
        guard isThere, isClear else { return nil }
        return cells.map { cell in
            let pointed = cell.replacing(",", with: ".")
            return number(pointed) == nil ? cell : pointed
        }
    }

    /// The values of a parameter's column, nil where there is none.
    static func values(_ cells: [String]) -> [ParameterValue?] {
        let isGap = cells.map(isMissing)
        // Beside empty cells, which may be inactive parameters, a written None is a value of its own.
        let noneIsValue = isGap.contains(true)
        func text(_ index: Int) -> String? {
            isGap[index] || !noneIsValue && isNone(cells[index]) ? nil : cells[index]
        }
        let texts = cells.indices.map(text)
        let written = texts.compactMap { $0 }
        if written.allSatisfy({ ["true", "false"].contains($0.lowercased()) }) {
            return texts.map { $0.map { .bool($0.lowercased() == "true") } }
        }
        // Whole numbers beside gaps are written as floats by pandas.
        let areWhole = written.count < cells.count && written.allSatisfy { $0.hasSuffix(".0") && number($0) != nil }
        return texts.map { text in
            guard let text else { return nil }
            if areWhole, let whole = Int(decimal: String(text.dropLast(2))) { return .int(whole) }
            return ParameterValue(parsing: number(text) == nil ? text : text.replacing("\u{2212}", with: "-"))
        }
    }

    /// Seconds, written as a number or as pandas writes durations: `0 days 00:01:00.5`.
    static func seconds(_ cell: String) -> Double? {
        if let number = number(cell) { return number }
        var (days, clock) = (0.0, cell[...])
        if let range = cell.firstRange(of: " days ") {
            guard let count = Double(decimal: String(cell[..<range.lowerBound])) else { return nil }
            (days, clock) = (count, cell[range.upperBound...])
        }
        let parts = clock.split(separator: ":").map { Double(decimal: String($0)) }
        guard parts.count == 3, let hours = parts[0], let minutes = parts[1], let seconds = parts[2] else { return nil }
        return days * 86_400 + hours * 3600 + minutes * 60 + seconds
    }
}
