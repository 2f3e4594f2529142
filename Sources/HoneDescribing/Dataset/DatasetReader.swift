import Foundation
import HoneBase
import HoneCore
import HoneNumerics

/// Reads a dataset once, whatever its size: counts every row, and keeps a random sample of them for the landmarks.
package struct DatasetReader {
    /// What is counted of a column.
    private struct Column {
        var missing = 0
        var numbers = 0
        var texts = 0

        var isNumeric: Bool { texts == 0 && numbers > 0 }
    }

    private let names: [String]
    private let target: Int
    private let hasCommas: Bool
    private var columns: [Column]
    private var rows = 0
    private var damaged = 0
    /// How often each of the target's values was seen; nil once there are too many.
    private var counts: [DataCell: Int]? = [:]
    private var sample: [[DataCell]] = []
    private let sampleSize: Int
    private var generator: SeededGenerator

    private static let mostColumns = 100_000
    private static let mostTargetValues = 10_000
    private static let firstRows = 100
    /// Cells of the sample; at most a thousand rows.
    private static let sampleCells = 1_000_000
    private static let usualTargets = ["target", "class", "label", "y", "outcome", "response"]

    /// - Parameters:
    ///   - path: a CSV file, packed or not, with or without a header.
    ///   - target: a column's name or its number from 1; nil to take one of a usual name, else the last.
    ///   - seed: of the sample and of what is drawn from it.
    /// - Throws: `DatasetError` that says what the file lacks.
    package static func facts(of path: String, target: String? = nil, seed: UInt64 = 0) throws(DatasetError)
        -> DatasetFacts
    {
        var rows = try DataRows(path)
        var first: [[String]] = []
        while first.count < firstRows, let row = try rows.next() { first.append(row) }
        guard let width = first.first?.count else { throw DatasetError(path, "none of its rows can be read") }
        guard width > 1 else {
            throw DatasetError(
                path, "it has one column, so either no target or no features",
                remedy: "are its cells separated by something other than a comma, semicolon, tab or |?")
        }
        guard width <= mostColumns else { throw DatasetError(path, "it has more than \(mostColumns) columns") }
        let hasCommas = rows.separator != UInt8(ascii: ",")
        let hasHeader = Self.hasHeader(first, hasCommas: hasCommas)
        let names = hasHeader ? first[0] : (1...width).map { "column \($0)" }
        let column = try Self.index(of: target, in: names, path: path)
        var reader = DatasetReader(names: names, target: column, hasCommas: hasCommas, seed: seed)
        for row in first.dropFirst(hasHeader ? 1 : 0) { reader.add(row) }
        while let row = try rows.next() { reader.add(row) }
        guard reader.rows > 0 else {
            throw DatasetError(path, "it has no rows of data below its header", remedy: "name a file that has some")
        }
        reader.damaged += rows.damaged
        return reader.facts(name: Self.name(of: path))
    }

    private init(names: [String], target: Int, hasCommas: Bool, seed: UInt64) {
        self.names = names
        self.target = target
        self.hasCommas = hasCommas
        columns = Array(repeating: Column(), count: names.count)
        sampleSize = max(50, min(1000, Self.sampleCells / names.count))
        generator = SeededGenerator(seed: seed)
    }

    /// The first row names the columns, but where a number stands in it above every column of numbers.
    private static func hasHeader(_ rows: [[String]], hasCommas: Bool) -> Bool {
        let cells = rows.map { $0.map { DataCell($0, hasCommas: hasCommas) } }
        let numeric = cells[0].indices.filter { column in
            let below = cells.dropFirst().compactMap { $0.count > column && !$0[column].isMissing ? $0[column] : nil }
            return !below.isEmpty && below.allSatisfy { $0.number != nil }
        }
        return numeric.isEmpty || !numeric.allSatisfy { cells[0][$0].number != nil }
    }

    private static func index(of target: String?, in names: [String], path: String) throws(DatasetError) -> Int {
        guard let target else {
            let usual = usualTargets.lazy.compactMap { name in names.firstIndex { $0.lowercased() == name } }.first
            return usual ?? names.count - 1
        }
        if let index = names.firstIndex(of: target) { return index }
        if let number = Int(target), (1...names.count).contains(number) { return number - 1 }
        let shown = names.count > 20 ? Array(names.prefix(20)) + ["..."] : names
        throw DatasetError(
            path,
            "it has no column \(target.shortened(to: 60))"
                + NearestName.hint(for: target, among: shown.map { $0.shortened(to: 40) }))
    }

    private static func name(of path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.drop { $0 == "." }.prefix { $0 != "." }
        return stem.isEmpty ? file : String(stem)
    }

    private mutating func add(_ cells: [String]) {
        var cells = cells
        while cells.count > names.count, cells.last?.isEmpty == true { cells.removeLast() }
        guard cells.count == names.count else {
            damaged += 1
            return
        }
        rows += 1
        let row = cells.map { DataCell($0, hasCommas: hasCommas) }
        for index in row.indices {
            switch row[index] {
            case .missing: columns[index].missing += 1
            case .number: columns[index].numbers += 1
            case .text: columns[index].texts += 1
            }
        }
        if !row[target].isMissing {
            counts?[row[target], default: 0] += 1
            if let known = counts?.count, known > Self.mostTargetValues { counts = nil }
        }
        // Every row is in the sample with the same probability (Vitter, "Random sampling with a reservoir", algorithm R).
        if sample.count < sampleSize {
            sample.append(row)
        } else {
            let place = Int.random(in: 0..<rows, using: &generator)
            if place < sampleSize { sample[place] = row }
        }
    }

    private mutating func facts(name: String) -> DatasetFacts {
        var facts = DatasetFacts(name: name, target: names[target])
        let features = names.indices.filter { $0 != target }
        facts.rows = rows
        facts.damaged = damaged
        facts.numeric = features.count { columns[$0].isNumeric }
        facts.categorical = features.count - facts.numeric
        let missing = features.reduce(0) { $0 + columns[$1].missing }
        facts.missing = Double(missing) / Double(rows * features.count)
        if let counts, hasClasses(counts) {
            facts.classes = counts.count
            facts.majority = Double(counts.values.max() ?? 0) / Double(max(1, counts.values.reduce(0, +)))
        }
        let table = LandmarkTable(
            sample, features: features.map { ($0, columns[$0].isNumeric) }, target: target,
            isClassification: facts.classes != nil,
            seed: generator.next())
        if let table { facts.landmarks = Landmarks(table) }
        return facts
    }

    /// Texts are classes; numbers are where they are few, whole, and each is there five times in the mean.
    private func hasClasses(_ counts: [DataCell: Int]) -> Bool {
        guard counts.count > 1 else { return false }
        guard columns[target].isNumeric else { return true }
        let areWhole = counts.keys.allSatisfy { $0.number.map { $0 == $0.rounded() } ?? false }
        return counts.count == 2 || (areWhole && counts.count <= 30 && counts.values.reduce(0, +) >= 5 * counts.count)
    }
}
