import GRDB

/// One cell of a stored row, read without trusting the file: SQLite keeps any kind of value in any column, and a store may
/// be damaged or written by another program.
struct StoredCell {
    let value: DatabaseValue
    let column: String
    let place: () -> String
    let path: String

    /// - Throws: `StoreError.unreadable` unless the cell holds a whole number that an `Int` can hold.
    func integer() throws(StoreError) -> Int {
        switch value.storage {
        case .int64(let number): if let whole = Int(exactly: number) { return whole }
        case .double(let number): if let whole = Int(exactly: number) { return whole }
        default: break
        }
        throw unreadable("a whole number")
    }

    /// - Throws: `StoreError.unreadable` unless the cell holds a number.
    func number() throws(StoreError) -> Double {
        switch value.storage {
        case .int64(let number): return Double(number)
        case .double(let number): return number
        default: throw unreadable("a number")
        }
    }

    /// - Throws: `StoreError.unreadable` unless the cell holds text.
    func text() throws(StoreError) -> String {
        if case .string(let text) = value.storage { return text }
        throw unreadable("text")
    }

    /// nil for NULL.
    var optional: StoredCell? { value.isNull ? nil : self }

    private func unreadable(_ wanted: String) -> StoreError {
        .unreadable(path: path, place: place(), detail: "\(column) is \(value), which is not \(wanted)")
    }
}

/// A stored row whose cells are read by their column's position, in the order of the statement.
struct StoredRow {
    let row: Row
    let columns: [String]
    let path: String
    /// What the row is, for messages; made only when one is needed.
    let place: () -> String

    init(_ row: Row, _ columns: [String], path: String, place: @escaping () -> String) {
        self.row = row
        self.columns = columns
        self.path = path
        self.place = place
    }

    /// The cell of that column; NULL where there is none.
    subscript(_ index: Int) -> StoredCell {
        let value: DatabaseValue = index < row.count ? row[index] : .null
        return StoredCell(
            value: value, column: index < columns.count ? columns[index] : "column \(index)", place: place, path: path)
    }
}
