import HoneBase

/// A benchmark table that cannot be used.
package struct TableError: HoneError, Hashable {
    package let file: String
    package let problem: String

    package var place: String? { file }
    package var remedy: String? { Self.remedy }
    package var fault: Fault { .input }

    static let remedy = "fetch the tables again: python3 scripts/fetch_tables.py --verify (make setup does it too)"
}
