/// Trials in the order of their numbers, cheap to keep copies of: an optimiser that computes holds the trials as they
/// were, and a change made meanwhile copies a few of them, not all.
///
/// A value in pieces of `pieceLength` trials: appending or changing one costs one piece (and a list of pieces, an eighth
/// of a byte a trial), whoever else holds the list.
public struct TrialList: Sendable {
    /// Trials a piece.
    static let pieceLength = 64

    private var pieces: [[Trial]] = []
    /// Trials by state; states without trials are absent.
    public private(set) var counts: [TrialState: Int] = [:]
    /// Which configurations are taken; kept up to date from the first time on that it was asked for.
    private var index: TakenConfigurations?

    /// No trials.
    public init() {}

    /// - Parameter trials: in the order of their numbers.
    public init(_ trials: some Sequence<Trial>) {
        for trial in trials { append(trial) }
    }

    /// The trials in pieces, in order. A change replaces the piece that it touches, so whoever holds a piece can tell by its
    /// identity whether anything in it has changed since.
    package var parts: [[Trial]] { pieces }

    /// The configurations that need not be suggested again.
    ///
    /// At hand at once after `indexTaken()`; otherwise all trials are walked through.
    public var taken: TakenConfigurations { index ?? TakenConfigurations(self) }

    /// Keeps `taken` at hand from now on.
    public mutating func indexTaken() {
        if index == nil { index = TakenConfigurations(self) }
    }

    /// Adds a trial at the end.
    public mutating func append(_ trial: Trial) {
        if let last = pieces.last, last.count < Self.pieceLength {
            pieces[pieces.count - 1].append(trial)
        } else {
            pieces.append([trial])
        }
        count(trial, 1)
    }

    /// Where the trial of this number stands, in `log count` steps; nil if it is not here.
    public func position(of number: Int) -> Int? {
        let position = firstPosition(from: number)
        return position < endIndex && self[position].number == number ? position : nil
    }

    /// The trial of this number.
    public func trial(_ number: Int) -> Trial? { position(of: number).map { self[$0] } }

    /// Puts the trial in the place of the one of its number, or between those before and after it.
    public mutating func put(_ trial: Trial) {
        let position = firstPosition(from: trial.number)
        if position == endIndex {
            append(trial)
        } else if self[position].number == trial.number {
            self[position] = trial
        } else {
            // Rare: a trial that did not fit the description now does.
            var all = Array(self)
            all.insert(trial, at: position)
            let wasIndexed = index != nil
            self = TrialList(all)
            if wasIndexed { indexTaken() }
        }
    }

    /// The first position at which two lists differ, or the shorter one's length. Pieces that were not changed since one list
    /// was copied from the other cost nothing, so that a reader of a long study finds out quickly where to go on.
    package func firstDifference(from other: TrialList) -> Int {
        for (index, (piece, otherPiece)) in zip(pieces, other.pieces).enumerated() {
            // Through pointers, since comparing copies of trials costs ten times as much as comparing trials.
            let same = piece.withUnsafeBufferPointer { piece in
                otherPiece.withUnsafeBufferPointer { otherPiece in
                    let length = Swift.min(piece.count, otherPiece.count)
                    guard piece.baseAddress != otherPiece.baseAddress else { return length }
                    return (0..<length).first { piece[$0] != otherPiece[$0] } ?? length
                }
            }
            if same < Self.pieceLength { return index * Self.pieceLength + same }
        }
        return Swift.min(count, other.count)
    }

    /// The first position whose trial's number is at least `number`.
    private func firstPosition(from number: Int) -> Int {
        // Nearly always the trials are numbered without gaps.
        if number >= 0, number < count, self[number].number == number { return number }
        if let last, last.number < number { return endIndex }
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func count(_ trial: Trial, _ change: Int) {
        let new = counts[trial.state, default: 0] + change
        counts[trial.state] = new == 0 ? nil : new
        index?.count(trial, change)
    }
}

extension TrialList: RandomAccessCollection, MutableCollection {
    public var startIndex: Int { 0 }

    public var endIndex: Int {
        guard let last = pieces.last else { return 0 }
        return (pieces.count - 1) * Self.pieceLength + last.count
    }

    /// The trial at a position; its number where no number is missing.
    public subscript(position: Int) -> Trial {
        get { pieces[position / Self.pieceLength][position % Self.pieceLength] }
        set {
            count(self[position], -1)
            pieces[position / Self.pieceLength][position % Self.pieceLength] = newValue
            count(newValue, 1)
        }
    }
}

extension TrialList: Hashable {
    public static func == (a: TrialList, b: TrialList) -> Bool { a.pieces == b.pieces }

    public func hash(into hasher: inout Hasher) { hasher.combine(pieces) }
}
