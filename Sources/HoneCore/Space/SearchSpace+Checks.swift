extension SearchSpace {
    /// Checks names, ranges, defaults and conditions, each parameter in turn.
    ///
    /// - Returns: each name's index.
    static func check(_ parameters: [Parameter]) throws(SpaceError) -> [String: Int] {
        guard !parameters.isEmpty else {
            throw SpaceError(.space, "it has no parameters; give it at least one")
        }
        var byName: [String: Int] = [:]
        var byEnvironment: [String: String] = [:]
        for (index, parameter) in parameters.enumerated() {
            try checkName(parameter.name)
            guard byName.updateValue(index, forKey: parameter.name) == nil else {
                throw SpaceError(.parameter(parameter.name), "it is given twice; rename or drop one of the two")
            }
            if let other = byEnvironment.updateValue(parameter.name, forKey: parameter.environmentName) {
                throw SpaceError(
                    .parameter(parameter.name),
                    "\(other) and \(parameter.name) would both be \(parameter.environmentName) in the environment; rename one"
                )
            }
            try check(parameter.domain, of: parameter.name)
            try checkMeaning(of: parameter)
            if let value = parameter.defaultValue, parameter.domain.canonical(value) == nil {
                throw SpaceError(
                    .parameter(parameter.name), "its default \(value) is not one of its values: \(parameter.domain)")
            }
        }
        guard parameters.contains(where: { $0.domain.isSearched }) else {
            throw SpaceError(
                .space, "every parameter has one value only, so there is nothing to search; give one a range or choices"
            )
        }
        for parameter in parameters { try checkConditions(of: parameter, among: parameters, byName) }
        return byName
    }

    private static func checkName(_ name: String) throws(SpaceError) {
        let isAllowed = name.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                || "_-.".unicodeScalars.contains($0)
        }
        guard !name.isEmpty, isAllowed else {
            throw SpaceError(.parameter(name), "a name has letters, digits, _, - and . only")
        }
    }

    private static func check(_ domain: Domain, of name: String) throws(SpaceError) {
        let place = SpaceError.Subject.parameter(name)
        switch domain {
        case .float(let low, let high, let scale, let step):
            guard low.isFinite, high.isFinite else { throw SpaceError(place, "its range must have finite ends") }
            try checkRange(low: low, high: high, scale: scale, step: step, of: name)
        case .int(let low, let high, let scale, let step):
            guard low > -(1 << 53), high < 1 << 53 else {
                throw SpaceError(place, "integers beyond 2^53 cannot be searched")
            }
            try checkRange(
                low: Double(low), high: Double(high), scale: scale, step: step.map(Double.init), of: name, isWhole: true
            )
        case .categorical(let values): try checkChoices(values, of: name)
        case .ordinal(let values, let scale):
            try checkChoices(values, of: name)
            if let scale { try checkOrder(values, on: scale, of: name) }
        case .fixed(let value): try checkValue(value, "a fixed value", place)
        case .permutation(let items): try checkItems(items, of: name)
        }
    }

    private static func checkChoices(_ values: [ParameterValue], of name: String) throws(SpaceError) {
        let place = SpaceError.Subject.parameter(name)
        guard !values.isEmpty else { throw SpaceError(place, "it has no choices; list at least one") }
        var texts: Set<String> = []
        var numbers: Set<Double> = []
        for value in values {
            try checkValue(value, "a choice", place)
            let isNew = texts.insert(value.description).inserted
            guard value.number.map({ numbers.insert($0).inserted }) ?? true, isNew else {
                throw SpaceError(place, "the choice \(value) is listed twice; drop one")
            }
        }
    }

    /// Numbers must be finite. A zero byte would cut the value off in an argument or a variable of the environment, and other
    /// control characters but tabs and line ends are in no value that anybody meant.
    private static func checkValue(_ value: ParameterValue, _ what: String, _ place: SpaceError.Subject)
        throws(SpaceError)
    {
        if let number = value.number, !number.isFinite {
            throw SpaceError(place, "\(what) must be a finite number or text, not \(value)")
        }
        guard case .string(let text) = value else { return }
        let control = text.unicodeScalars.first {
            $0.properties.generalCategory == .control && $0 != "\t" && $0 != "\n" && $0 != "\r"
        }
        if let control {
            let code = String(control.value, radix: 16)
            throw SpaceError(
                place,
                "\(what) holds the control character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code), which programs do not get as it is; remove it"
            )
        }
    }

    /// Things to put in an order.
    private static let itemCounts = 2...64

    private static func checkItems(_ items: [ParameterValue], of name: String) throws(SpaceError) {
        let place = SpaceError.Subject.parameter(name)
        guard itemCounts.contains(items.count) else {
            throw SpaceError(
                place,
                "a permutation has \(itemCounts.lowerBound) to \(itemCounts.upperBound) items, not \(items.count)")
        }
        try checkChoices(items, of: name)
        for item in items {
            let text = item.description
            guard !text.isEmpty, !text.contains(","), !text.contains(where: \.isNewline), text.first != " " else {
                throw SpaceError(
                    place,
                    "the item \(item.literal) would be lost among the commas of an order; items have no commas and line ends, and do not begin with a blank"
                )
            }
        }
    }

    private static func checkOrder(_ values: [ParameterValue], on scale: Scale, of name: String) throws(SpaceError) {
        let numbers = values.compactMap(\.number)
        guard numbers.count == values.count, zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw SpaceError(
                .parameter(name),
                "with a scale its values must be numbers in rising order; sort them or leave the scale out")
        }
        if scale == .log, let first = numbers.first, first <= 0 {
            throw SpaceError(.parameter(name), "a log scale needs values > 0; leave the scale out")
        }
    }

    private static func checkRange(
        low: Double, high: Double, scale: Scale, step: Double?, of name: String, isWhole: Bool = false
    ) throws(SpaceError) {
        let place = SpaceError.Subject.parameter(name)
        let lowText = low.shortestRangeText
        let highText = high.shortestRangeText
        guard low <= high else {
            throw SpaceError(place, "low \(lowText) is above high \(highText); write \(name)=\(highText):\(lowText)")
        }
        if scale == .log, low <= 0 {
            if isWhole, high > 1 {
                throw SpaceError(place, "a log scale needs low > 0; write \(name)=1:\(highText):log")
            }
            guard high > 0 else { throw SpaceError(place, "a log scale needs numbers > 0; leave the log out") }
            let better = min(1e-6, high / 1000).shortestRangeText
            throw SpaceError(place, "a log scale needs low > 0; write \(name)=\(better):\(highText):log")
        }
        if let step {
            guard step > 0, step.isFinite else {
                throw SpaceError(place, "its step must be a positive number, not \(step.shortestRangeText)")
            }
            guard step <= high - low || low == high else {
                throw SpaceError(
                    place,
                    "a step of \(step.shortestRangeText) never fits between \(lowText) and \(highText); make it at most \((high - low).shortestRangeText)"
                )
            }
            guard (high - low) / step < 1e9 else {
                throw SpaceError(
                    place, "its step of \(step.shortestRangeText) makes more than 10^9 values; leave the step out")
            }
        }
    }

    private static func checkConditions(
        of parameter: Parameter, among parameters: [Parameter], _ indices: [String: Int]
    ) throws(SpaceError) {
        let place = SpaceError.Subject.parameter(parameter.name)
        for condition in parameter.conditions {
            guard let parent = indices[condition.parent].map({ parameters[$0] }) else {
                throw SpaceError(
                    place,
                    "its condition names \(condition.parent), which is not a parameter"
                        + NearestName.hint(for: condition.parent, among: parameters.map(\.name)))
            }
            guard !condition.values.isEmpty else {
                throw SpaceError(place, "its condition on \(condition.parent) lists no value")
            }
            if let value = condition.values.first(where: { parent.domain.canonical($0) == nil }) {
                throw SpaceError(
                    place,
                    "its condition can never hold: \(value) is not one of the values of \(parent.name), \(parent.domain)"
                )
            }
        }
    }

    /// The parameters with defaults and conditions as their domains write them, so that a default of 2.0 for a range of ints
    /// is the 2 that it is after storing.
    static func canonical(_ parameters: [Parameter], _ indices: [String: Int]) -> [Parameter] {
        parameters.map { parameter in
            var parameter = parameter
            parameter.meaning = canonicalMeaning(parameter.meaning)
            parameter.defaultValue = parameter.defaultValue.map { parameter.domain.canonical($0) ?? $0 }
            for index in parameter.conditions.indices {
                guard let parent = indices[parameter.conditions[index].parent].map({ parameters[$0].domain }) else {
                    continue
                }
                parameter.conditions[index].values = parameter.conditions[index].values.map {
                    parent.canonical($0) ?? $0
                }
            }
            return parameter
        }
    }

    /// Parents before children: first all that have no parent, then all whose parents are placed, and so on, each time in the
    /// user's order.
    static func parentsFirst(_ parameters: [Parameter], _ indices: [String: Int]) throws(SpaceError) -> [Int] {
        var open = parameters.map { Set($0.conditions.map(\.parent)).count }
        var children: [Int: [Int]] = [:]
        for (index, parameter) in parameters.enumerated() {
            for parent in Set(parameter.conditions.map(\.parent)) {
                if let parent = indices[parent] { children[parent, default: []].append(index) }
            }
        }
        var order: [Int] = []
        var ready = parameters.indices.filter { open[$0] == 0 }
        while !ready.isEmpty {
            order += ready
            var next: [Int] = []
            for child in ready.flatMap({ children[$0] ?? [] }) {
                open[child] -= 1
                if open[child] == 0 { next.append(child) }
            }
            ready = next.sorted()
        }
        let placed = Set(order)
        let stuck = parameters.indices.filter { !placed.contains($0) }.map { parameters[$0].name }
        if let first = stuck.first {
            throw SpaceError(
                .parameter(first),
                "its condition leads back to itself (\(stuck.joined(separator: ", "))); break the circle")
        }
        return order
    }
}

extension Double {
    /// `8` rather than `8.0`, for messages that show how to write a range.
    package var shortestRangeText: String { self == rounded() && magnitude < 1e15 ? String(Int(self)) : shortestText }
}
