extension SearchSpace {
    /// Checks names, ranges, defaults and conditions, each parameter in turn.
    static func check(_ parameters: [Parameter]) throws(SpaceError) {
        guard !parameters.isEmpty else {
            throw SpaceError(.space, "it has no parameters; give at least one, such as -p lr=1e-5:1e-1:log")
        }
        var byName: Set<String> = []
        var byEnvironment: [String: String] = [:]
        for parameter in parameters {
            try checkName(parameter.name)
            guard byName.insert(parameter.name).inserted else {
                throw SpaceError(.parameter(parameter.name), "it is given twice; rename or drop one of the two")
            }
            if let other = byEnvironment.updateValue(parameter.name, forKey: parameter.environmentName) {
                throw SpaceError(
                    .parameter(parameter.name),
                    "\(other) and \(parameter.name) would both be \(parameter.environmentName) in the environment; rename one"
                )
            }
            try check(parameter.domain, of: parameter.name)
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
        for parameter in parameters { try checkConditions(of: parameter, among: parameters) }
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
        let place = SpaceError.Place.parameter(name)
        switch domain {
        case .float(let low, let high, let scale, let step):
            guard low.isFinite, high.isFinite else { throw SpaceError(place, "its range must have finite ends") }
            try checkRange(low: low, high: high, scale: scale, step: step, of: name)
        case .int(let low, let high, let scale, let step):
            guard low > -(1 << 53), high < 1 << 53 else {
                throw SpaceError(place, "integers beyond 2^53 cannot be searched")
            }
            try checkRange(low: Double(low), high: Double(high), scale: scale, step: step.map(Double.init), of: name)
        case .categorical(let values): try checkChoices(values, of: name)
        case .ordinal(let values, let scale):
            try checkChoices(values, of: name)
            if let scale { try checkOrder(values, on: scale, of: name) }
        case .fixed: break
        }
    }

    private static func checkChoices(_ values: [ParameterValue], of name: String) throws(SpaceError) {
        let place = SpaceError.Place.parameter(name)
        guard !values.isEmpty else { throw SpaceError(place, "it has no choices; list at least one") }
        for (index, value) in values.enumerated() {
            if case .float(let number) = value, !number.isFinite {
                throw SpaceError(place, "a choice must be a finite number or text, not \(value)")
            }
            let isRepeated = values[..<index].contains {
                $0.description == value.description || ($0.number != nil && $0.number == value.number)
            }
            if isRepeated { throw SpaceError(place, "the choice \(value) is listed twice; drop one") }
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

    private static func checkRange(low: Double, high: Double, scale: Scale, step: Double?, of name: String)
        throws(SpaceError)
    {
        let place = SpaceError.Place.parameter(name)
        let lowText = low.shortestRangeText
        let highText = high.shortestRangeText
        guard low <= high else {
            throw SpaceError(place, "low \(lowText) is above high \(highText); write \(name)=\(highText):\(lowText)")
        }
        if scale == .log, low <= 0 {
            let better = (high > 0 ? min(1e-6, high / 1000) : 1e-6).shortestRangeText
            throw SpaceError(
                place, "a log scale needs low > 0; write \(name)=\(better):\(high > 0 ? highText : "1"):log")
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

    private static func checkConditions(of parameter: Parameter, among parameters: [Parameter]) throws(SpaceError) {
        let place = SpaceError.Place.parameter(parameter.name)
        for condition in parameter.conditions {
            guard let parent = parameters.first(where: { $0.name == condition.parent }) else {
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

    /// Parents before children, otherwise the user's order.
    static func parentsFirst(_ parameters: [Parameter]) throws(SpaceError) -> [Int] {
        var placed: Set<String> = []
        var order: [Int] = []
        while order.count < parameters.count {
            let ready = parameters.indices.filter { index in
                !placed.contains(parameters[index].name)
                    && parameters[index].conditions.allSatisfy { placed.contains($0.parent) }
            }
            guard !ready.isEmpty else {
                let stuck = parameters.filter { !placed.contains($0.name) }.map(\.name)
                throw SpaceError(
                    .parameter(stuck[0]),
                    "its condition leads back to itself (\(stuck.joined(separator: ", "))); break the circle")
            }
            for index in ready {
                placed.insert(parameters[index].name)
                order.append(index)
            }
        }
        return order
    }
}

extension Double {
    /// `8` rather than `8.0`, for messages that show how to write a range.
    package var shortestRangeText: String { self == rounded() && magnitude < 1e15 ? String(Int(self)) : shortestText }
}
