import HoneCore

/// A configuration as the network sees it: for each of a study's parameters a place on its scale or a choice.
package struct ReaderTrial: Sendable, Hashable {
    /// One parameter's value.
    package struct Value: Sendable, Hashable {
        /// In 0...1 for numbers, 0 for choices, NaN where the parameter has no value here (an inactive one).
        package var unit: Float
        /// The choice's index, -1 for numbers and where there is no value.
        package var choice: Int32

        package init(unit: Float, choice: Int32 = -1) {
            self.unit = unit
            self.choice = choice
        }

        package static var missing: Value { Value(unit: .nan) }

        /// How a domain codes a value; missing for nil and for what does not belong to the domain.
        package init(_ value: ParameterValue?, in domain: Domain) {
            self = .missing
            guard let value else { return }
            if domain.isCoded {
                if let unit = domain.unit(value) { self = Value(unit: Float(unit)) }
            } else if let index = domain.index(of: value) {
                self = Value(unit: 0, choice: Int32(clamping: index))
            }
        }

        package static func == (a: Value, b: Value) -> Bool {
            a.choice == b.choice && (a.unit == b.unit || (a.unit.isNaN && b.unit.isNaN))
        }
    }

    /// In the order of the study's parameters.
    package var values: [Value]

    package init(values: [Value]) { self.values = values }

    /// Codes a configuration; parameters that are inactive in it are missing.
    package init(_ configuration: Configuration, of parameters: [Parameter]) {
        values = parameters.map { Value(configuration[$0.name], in: $0.domain) }
    }
}
