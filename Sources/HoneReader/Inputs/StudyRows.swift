/// A study's rows in a pass: its trials with results, then its candidates.
struct StudyRows: Sendable, Hashable {
    let first: Int
    let context: Int
    let candidates: Int

    var all: Range<Int> { first..<(first + context + candidates) }
}
