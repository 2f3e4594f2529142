import HoneCore

/// A task on the way to being cut: its parameters and the trials that still belong to it.
struct CutStudy {
    private(set) var parameters: [Parameter]
    private(set) var trials: [PastTrial]
    private let constraints: [Constraint]
    /// What was held fast, in words.
    private var frozen: [String] = []
    /// Names that constraints speak of, so that these parameters must stay.
    private let constrained: Set<String>

    /// The part of the trials that a narrower range keeps at least, and at most.
    private static let narrowing = 0.3...0.9

    init(_ entry: PastTrialsSnapshot.Entry) {
        parameters = entry.task.space.parameters
        trials = entry.trials
        constraints = entry.task.space.constraints
        constrained = Set(constraints.flatMap(\.names))
    }

    /// - Returns: whether there was something to do.
    mutating func apply(_ step: CutStep, _ random: inout CutRandom) -> Bool {
        switch step {
        case .narrow: narrow(&random)
        case .choose: choose(&random)
        case .freeze: freeze(&random)
        case .drop: drop(&random)
        case .rescale: rescale(&random)
        }
    }

    /// The task with what is left of it; nil if that is no study.
    func entry(of original: PastTrialsSnapshot.Entry) -> PastTrialsSnapshot.Entry? {
        guard parameters.contains(where: \.domain.isSearched),
            let space = try? SearchSpace(parameters, constraints: constraints), space != original.task.space
        else { return nil }
        var entry = PastTrialsSnapshot.Entry(task: original.task, trials: [])
        entry.task.space = space
        if !frozen.isEmpty {
            let words = "with " + frozen.joined(separator: ", ")
            entry.task.summary = original.task.summary.map { "\($0); \(words)" } ?? words
        }
        for var trial in trials {
            guard let canonical = try? space.canonical(trial.configuration) else { return nil }
            trial.configuration = canonical
            entry.trials.append(trial)
        }
        let values = Set(entry.trials.compactMap { $0.state == .complete ? $0.value : nil })
        return values.count > 1 ? entry : nil
    }

    private func pick(_ random: inout CutRandom, where isFit: (Parameter) -> Bool) -> Int? {
        parameters.indices.filter { isFit(parameters[$0]) }.randomElement(using: &random)
    }

    private func isParent(_ name: String) -> Bool {
        parameters.contains { $0.conditions.contains { $0.parent == name } }
    }

    // MARK: Steps

    /// The range between two quantiles of the values that were tried; trials with others go.
    private mutating func narrow(_ random: inout CutRandom) -> Bool {
        guard
            let place = pick(
                &random,
                where: { parameter in
                    switch parameter.domain {
                    case .float, .int: !isParent(parameter.name)
                    case .categorical, .ordinal, .fixed, .permutation: false
                    }
                })
        else { return false }
        let name = parameters[place].name
        let numbers = trials.compactMap { $0.configuration[name]?.number }.sorted()
        guard numbers.count > 2 else { return false }
        let width = max(1, Int(Double(numbers.count - 1) * Double.random(in: Self.narrowing, using: &random)))
        let start = Int.random(in: 0...numbers.count - 1 - width, using: &random)
        let (low, high) = (numbers[start], numbers[start + width])
        guard low < high else { return false }
        switch parameters[place].domain {
        case .float(_, _, let scale, nil):
            parameters[place].domain = .float(low: low, high: high, scale: low > 0 ? scale : .linear, step: nil)
        case .int(_, _, let scale, let step):
            guard let first = Int(exactly: low), let last = Int(exactly: high) else { return false }
            parameters[place].domain = .int(low: first, high: last, scale: low > 0 ? scale : .linear, step: step)
        case .float, .categorical, .ordinal, .fixed, .permutation: return false
        }
        keep(name)
        return true
    }

    /// Two or more of the choices; trials with others go.
    private mutating func choose(_ random: inout CutRandom) -> Bool {
        guard let place = pick(&random, where: { ($0.domain.choices?.count ?? 0) > 2 && !isParent($0.name) }),
            let choices = parameters[place].domain.choices
        else { return false }
        let count = Int.random(in: 2..<choices.count, using: &random)
        let kept = Set(choices.shuffled(using: &random).prefix(count))
        let ordered = choices.filter(kept.contains)
        if case .ordinal(_, let scale) = parameters[place].domain {
            parameters[place].domain = .ordinal(ordered, scale: scale)
        } else {
            parameters[place].domain = .categorical(ordered)
        }
        keep(parameters[place].name)
        return true
    }

    /// One of the values that were tried more than once; the parameter goes, and so do trials with others.
    private mutating func freeze(_ random: inout CutRandom) -> Bool {
        guard
            let place = pick(
                &random,
                where: { parameter in
                    parameter.domain.isSearched && parameter.conditions.isEmpty && !constrained.contains(parameter.name)
                })
        else { return false }
        let name = parameters[place].name
        var counts: [ParameterValue: Int] = [:]
        for trial in trials { if let value = trial.configuration[name] { counts[value, default: 0] += 1 } }
        let often = counts.filter { $0.value > 1 }.keys.sorted { "\($0)" < "\($1)" }
        guard let value = often.randomElement(using: &random) else { return false }
        trials.removeAll { $0.configuration[name] != value }
        frozen.append("\(name) = \(value)")
        // Whether its children exist is decided now.
        var absent: Set<String> = []
        for index in parameters.indices {
            let here = parameters[index].conditions.filter { $0.parent == name }
            if here.allSatisfy({ $0.holds(in: [name: value]) }) {
                parameters[index].conditions.removeAll { $0.parent == name }
            } else {
                absent.insert(parameters[index].name)
            }
        }
        remove(absent.union([name]))
        return true
    }

    /// The study knows nothing of the parameter, which varied all the same: its trials are noisier.
    private mutating func drop(_ random: inout CutRandom) -> Bool {
        guard let place = pick(&random, where: { !constrained.contains($0.name) }), parameters.count > 1 else {
            return false
        }
        remove([parameters[place].name])
        return true
    }

    private mutating func rescale(_ random: inout CutRandom) -> Bool {
        guard
            let place = pick(
                &random,
                where: { parameter in
                    switch parameter.domain {
                    case .float(let low, _, _, nil): low > 0
                    case .int(let low, _, _, nil): low > 0
                    case .float, .int, .categorical, .ordinal, .fixed, .permutation: false
                    }
                })
        else { return false }
        switch parameters[place].domain {
        case .float(let low, let high, let scale, let step):
            parameters[place].domain = .float(low: low, high: high, scale: scale == .log ? .linear : .log, step: step)
        case .int(let low, let high, let scale, let step):
            parameters[place].domain = .int(low: low, high: high, scale: scale == .log ? .linear : .log, step: step)
        case .categorical, .ordinal, .fixed, .permutation: return false
        }
        return true
    }

    // MARK: What follows from a step

    /// Takes out trials with values that the parameter no longer has, and its default if it is one of them.
    private mutating func keep(_ name: String) {
        guard let place = parameters.firstIndex(where: { $0.name == name }) else { return }
        let domain = parameters[place].domain
        trials.removeAll { trial in trial.configuration[name].map { !domain.contains($0) } ?? false }
        if let value = parameters[place].defaultValue, !domain.contains(value) { parameters[place].defaultValue = nil }
    }

    /// Takes out parameters, and those that exist only under values of theirs.
    private mutating func remove(_ names: Set<String>) {
        var gone = names
        var count = 0
        while count != gone.count {
            count = gone.count
            for parameter in parameters where parameter.conditions.contains(where: { gone.contains($0.parent) }) {
                gone.insert(parameter.name)
            }
        }
        parameters.removeAll { gone.contains($0.name) }
        for index in trials.indices {
            for name in gone { trials[index].configuration[name] = nil }
        }
    }
}
