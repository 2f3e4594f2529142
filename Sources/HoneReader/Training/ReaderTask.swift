import HoneCore

/// A past task: one program on one dataset, with its trials.
package struct ReaderTask: Sendable {
    package struct Parameter: Sendable, Hashable {
        package var name: String
        /// Other names under which people know it.
        package var alternatives: [String]
        /// What it does, in words.
        package var meaning: String?
        package var domain: Domain
        package var defaultValue: ParameterValue?

        package init(
            name: String, alternatives: [String] = [], meaning: String? = nil, domain: Domain,
            defaultValue: ParameterValue? = nil
        ) {
            self.name = name
            self.alternatives = alternatives
            self.meaning = meaning
            self.domain = domain
            self.defaultValue = defaultValue
        }
    }

    /// Key of the program's vector. Tasks of one program are drawn together.
    package var program: String
    package var parameters: [Parameter]
    package var facts: [Float]
    package var trials: [ReaderTrial]
    /// Lower is better.
    package var values: [Double]
    /// What surfaces of other tasks of the program say of each trial, or empty.
    package var surfaces: [SurfaceEstimate]

    /// - Throws: `ReaderError` for trials that do not fit the parameters or results that are not finite.
    package init(
        program: String, parameters: [Parameter], facts: [Float], trials: [ReaderTrial], values: [Double],
        surfaces: [SurfaceEstimate] = []
    ) throws(ReaderError) {
        guard trials.count == values.count, surfaces.isEmpty || surfaces.count == trials.count,
            values.allSatisfy(\.isFinite), !parameters.isEmpty
        else {
            throw ReaderError(program, "a task needs parameters, and one finite result for each trial")
        }
        for trial in trials {
            let fits =
                trial.values.count == parameters.count
                && zip(trial.values, parameters).allSatisfy { value, parameter in
                    value.choice < 0
                        || (!parameter.domain.isCoded && Int(value.choice) < parameter.domain.choices?.count ?? 0)
                }
            guard fits else { throw ReaderError(program, "a trial does not fit the task's parameters") }
        }
        self.program = program
        self.parameters = parameters
        self.facts = facts
        self.trials = trials
        self.values = values
        self.surfaces = surfaces
    }

    /// A task from configurations of a space; parameters with one value alone are left out.
    package init(
        program: String, space: SearchSpace, alternatives: [String: [String]] = [:], facts: [Float],
        configurations: [Configuration], values: [Double], surfaces: [SurfaceEstimate] = []
    ) throws(ReaderError) {
        let searched = space.searched
        try self.init(
            program: program,
            parameters: searched.map {
                Parameter(
                    name: $0.name, alternatives: alternatives[$0.name] ?? [], meaning: $0.meaning, domain: $0.domain,
                    defaultValue: $0.defaultValue)
            }, facts: facts, trials: configurations.map { ReaderTrial($0, of: searched) }, values: values,
            surfaces: surfaces)
    }

    /// Enough different results to learn an order from.
    package var isUsable: Bool { trials.count >= 9 && Set(values).count >= 4 }
}
