import HoneCore

/// A study's trials as Parzen estimators need them: coordinates by parameter, always sorted, and where each trial stands.
///
/// It is brought up to date rather than made anew: of a history that grew by a trial only the piece that changed is looked at
/// (`TrialList.parts`), so that a suggestion costs no reading of the whole study.
struct TrialTable: Sendable {
    /// What a trial counts for.
    enum Standing: Sendable, Hashable {
        /// Nothing is known of its value, and nothing will be.
        case ignored
        /// It waits or runs.
        case pending
        /// It ended with a rank.
        case ranked
        /// It failed in a way that speaks against its configuration.
        case failed
    }

    let study: StudyDescription
    /// The searched parameters' dimensions, in the space's order, and their places by name: one, or several for an order.
    let dimensions: [ParzenDimension]
    let places: [String: Range<Int>]
    /// `[dimensions][trials]`, NaN where the parameter is inactive.
    private(set) var columns: [[Double]]
    /// For each dimension the trials in which it is active in the order of its coordinates, the earlier of equals first.
    private(set) var orders: [[Int]]
    private(set) var standings: [Standing] = []
    /// The trials' ranks, of those that have one.
    private(set) var ranks: [TrialRank] = []
    /// The trials' values where there are several objectives, turned so that lower is better; empty otherwise.
    private(set) var values: [[Double]] = []
    private var configurations: [Configuration] = []
    private var parts: [[Trial]] = []
    private let searched: [Parameter]

    init(_ study: StudyDescription) {
        self.study = study
        searched = study.space.searched
        var dimensions: [ParzenDimension] = []
        var places: [String: Range<Int>] = [:]
        for parameter in searched {
            let own = ParzenDimension.all(of: parameter.domain)
            places[parameter.name] = dimensions.count..<(dimensions.count + own.count)
            dimensions += own
        }
        self.dimensions = dimensions
        self.places = places
        columns = Array(repeating: [], count: dimensions.count)
        orders = Array(repeating: [], count: dimensions.count)
    }

    var count: Int { standings.count }
    var hasSeveralObjectives: Bool { study.objectives.count > 1 }

    /// Takes over a history of the same study, whatever was known of an earlier one.
    mutating func update(to history: TrialHistory) {
        let new = history.trials.parts
        var start = 0
        for (index, part) in new.enumerated() {
            defer { start += part.count }
            if index < parts.count, Self.isSame(parts[index], part) { continue }
            for (offset, trial) in part.enumerated() where !put(trial, at: start + offset) {
                // A trial became another one: nothing that was known holds.
                self = TrialTable(study)
                return update(to: history)
            }
        }
        if count > start {
            self = TrialTable(study)
            return update(to: history)
        }
        parts = new
    }

    /// Adds a trial that is only planned, at the end.
    mutating func plan(_ configuration: Configuration) {
        append(configuration)
        standings[count - 1] = .pending
    }

    /// Whether two arrays are one and the same: both are held, so that neither can have changed unnoticed.
    private static func isSame(_ a: [Trial], _ b: [Trial]) -> Bool {
        a.count == b.count
            && a.withUnsafeBufferPointer { $0.baseAddress } == b.withUnsafeBufferPointer { $0.baseAddress }
    }

    /// - Returns: false if another configuration stands there.
    private mutating func put(_ trial: Trial, at row: Int) -> Bool {
        if row == count {
            append(trial.configuration)
        } else if configurations[row] != trial.configuration {
            return false
        }
        standings[row] = standing(of: trial)
        if standings[row] == .ranked, let rank = TrialRank(trial, in: study) { ranks[row] = rank }
        if hasSeveralObjectives, let minimized = study.minimized(trial) { values[row] = minimized }
        return true
    }

    /// Adds a trial that counts for nothing yet.
    private mutating func append(_ configuration: Configuration) {
        let row = count
        standings.append(.ignored)
        ranks.append(.last)
        if hasSeveralObjectives { values.append([]) }
        configurations.append(configuration)
        for (place, coordinate) in coordinates(configuration).enumerated() {
            columns[place].append(coordinate)
            guard !coordinate.isNaN else { continue }
            var (low, high) = (0, orders[place].count)
            while low < high {
                let middle = (low + high) / 2
                if columns[place][orders[place][middle]] <= coordinate { low = middle + 1 } else { high = middle }
            }
            orders[place].insert(row, at: low)
        }
    }

    private func coordinates(_ configuration: Configuration) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(dimensions.count)
        for parameter in searched {
            let value = configuration[parameter.name]
            if let items = parameter.domain.items {
                let order = value.flatMap(parameter.domain.order)
                result += order.map(Permutation.keys) ?? items.map { _ in .nan }
            } else {
                result.append(dimensions[result.count].coordinate(value))
            }
        }
        return result
    }

    /// The value of a parameter at its coordinates.
    func value(of parameter: Parameter, _ coordinates: ArraySlice<Double>) -> ParameterValue? {
        guard let place = places[parameter.name]?.first, let first = coordinates.first else { return nil }
        guard parameter.domain.items != nil else { return dimensions[place].value(first) }
        return parameter.domain.value(inOrder: Permutation.order(byKeys: Array(coordinates)))
    }

    private func standing(of trial: Trial) -> Standing {
        switch trial.state {
        case .waiting, .running: return .pending
        case .failed: return trial.failure?.reason.isEvidenceAgainstConfiguration == true ? .failed : .ignored
        case .complete, .pruned, .paused, .cancelled: return TrialRank(trial, in: study) == nil ? .ignored : .ranked
        }
    }
}

extension TrialTable {
    /// Coordinates of the trials among some rows in which all of some dimensions are active, and their places in the order of
    /// each dimension: what `ParzenEstimator` takes.
    ///
    /// - Parameters:
    ///   - rows: in rising order.
    ///   - wanted: places of dimensions.
    func observations(_ rows: [Int], _ wanted: [Int]) -> (columns: [[Double]], orders: [[Int]]) {
        let isComplete = wanted.allSatisfy { orders[$0].count == count }
        let kept = isComplete ? rows : rows.filter { row in wanted.allSatisfy { !columns[$0][row].isNaN } }
        var places = [Int](repeating: -1, count: count)
        for (place, row) in kept.enumerated() { places[row] = place }
        return (
            wanted.map { dimension in
                let column = columns[dimension]
                return kept.map { column[$0] }
            },
            wanted.map { dimension in
                var order: [Int] = []
                order.reserveCapacity(kept.count)
                for row in orders[dimension] {
                    let place = places[row]
                    if place >= 0 { order.append(place) }
                }
                return order
            }
        )
    }
}
