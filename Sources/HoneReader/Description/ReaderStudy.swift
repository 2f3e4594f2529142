import HoneCore

/// What the network is told about a study before it sees a trial: who the parameters are, what the program is, what is
/// known of the data.
package struct ReaderStudy: Sendable, Hashable {
    /// A choice of a categorical parameter.
    package struct Choice: Sendable, Hashable {
        /// `[nameWidth]`.
        package var vector: [Float]
        /// `[identityWidth]`.
        package var identity: [Float]

        package init(vector: [Float], identity: [Float]) {
            self.vector = vector
            self.identity = identity
        }
    }

    package struct Parameter: Sendable, Hashable {
        /// `[nameWidth]`.
        package var vector: [Float]
        /// `[identityWidth]`.
        package var identity: [Float]
        /// `RangeFeatures`.
        package var range: [Float]
        package var choices: [Choice]
        /// Where the default lies; nil if there is none.
        package var defaultValue: ReaderTrial.Value?

        package init(
            vector: [Float], identity: [Float], range: [Float], choices: [Choice], defaultValue: ReaderTrial.Value?
        ) {
            self.vector = vector
            self.identity = identity
            self.range = range
            self.choices = choices
            self.defaultValue = defaultValue
        }
    }

    package var parameters: [Parameter]
    /// `[nameWidth]`; zeros where nothing is known.
    package var program: [Float]
    /// `[facts]`; zeros where nothing is known.
    package var facts: [Float]

    package init(parameters: [Parameter], program: [Float], facts: [Float]) {
        self.parameters = parameters
        self.program = program
        self.facts = facts
    }
}

extension ReaderStudy {
    /// A study's description from its search space. Parameters with one value alone are left out: trials are coded with
    /// `space.searched` too.
    ///
    /// The identities come from the names' hashes, so the order of the parameters changes nothing.
    ///
    /// - Parameters:
    ///   - program: key of the program among `names`. - facts: `[shape.facts]`, cut or filled up with zeros.
    package init(_ space: SearchSpace, program: String, facts: [Float], names: NameVectors, shape: ReaderShape) {
        let width = shape.identityWidth
        parameters = space.searched.map { parameter in
            let name = NameVectors.Name.parameter(parameter.name, meaning: parameter.meaning)
            let choices = parameter.domain.isCoded ? [] : parameter.domain.choices ?? []
            return Parameter(
                vector: names[name], identity: NameVectors.random(name.text, width: width, seed: Self.identitySeed),
                range: RangeFeatures.of(parameter.domain),
                choices: choices.map { choice in
                    let name = NameVectors.Name.choice(choice.description, of: parameter.name)
                    return Choice(
                        vector: names[name],
                        identity: NameVectors.random(name.text, width: width, seed: Self.identitySeed))
                },
                defaultValue: parameter.defaultValue.map { ReaderTrial.Value($0, in: parameter.domain) })
        }
        self.program = names[.program(program)]
        self.facts = (0..<shape.facts).map { $0 < facts.count ? facts[$0] : 0 }
    }

    private static let identitySeed: UInt64 = 0x5ead

    /// What does not fit the network, or nil.
    package func inconsistency(_ shape: ReaderShape) -> String? {
        guard program.count == shape.nameWidth, facts.count == shape.facts else {
            return "the program's vector has \(program.count) numbers and there are \(facts.count) facts; "
                + "\(shape.nameWidth) and \(shape.facts) are needed"
        }
        for (index, parameter) in parameters.enumerated() {
            let vectors = [parameter.vector] + parameter.choices.map(\.vector)
            let identities = [parameter.identity] + parameter.choices.map(\.identity)
            guard vectors.allSatisfy({ $0.count == shape.nameWidth }),
                identities.allSatisfy({ $0.count == shape.identityWidth }),
                parameter.range.count == RangeFeatures.count
            else { return "parameter \(index + 1) is not described by as many numbers as the network takes" }
        }
        return parameters.isEmpty ? "there is no parameter" : nil
    }
}
