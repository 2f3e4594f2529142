/// A study's rows in a pass: its trials with results, then its candidates.
struct StudyRows: Sendable, Hashable {
    let first: Int
    let context: Int
    let candidates: Int

    var all: Range<Int> { first..<(first + context + candidates) }
    var contextRows: [Int32] { (first..<(first + context)).map(Int32.init) }
    var candidateRows: [Int32] { ((first + context)..<all.upperBound).map(Int32.init) }
}
