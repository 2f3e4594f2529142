import HoneCore
import HoneNumerics

/// Describes a cut of a task as a study, with other names and with parts hidden.
struct StudyDraw: Sendable {
    let recipe: SamplingRecipe
    let shape: ReaderShape

    func study(
        of task: ReaderTask, _ cut: TaskCut, names: NameVectors, using generator: inout SeededGenerator
    ) -> ReaderStudy {
        let called = callNames(task.parameters, using: &generator)
        let hidesRanges = generator.uniform() < recipe.withoutRanges
        let hidesDefaults = generator.uniform() < recipe.withoutDefaults
        let parameters = cut.parameters.map { index in
            let parameter = task.parameters[index]
            let name = called[index]
            let choices = parameter.domain.isCoded ? [] : parameter.domain.choices ?? []
            var range = RangeFeatures.of(parameter.domain, part: cut.parts[index])
            if hidesRanges { for place in RangeFeatures.hideable { range[place] = 0 } }
            let given = hidesDefaults ? nil : parameter.defaultValue
            return ReaderStudy.Parameter(
                vector: noisy(vector(parameter, called: name, names), using: &generator),
                identity: identity(using: &generator),
                range: range,
                choices: choices.map { choice in
                    ReaderStudy.Choice(
                        vector: noisy(names[.choice(choice.description, of: parameter.name)], using: &generator),
                        identity: identity(using: &generator))
                },
                defaultValue: given.map { cut.value(ReaderTrial.Value($0, in: parameter.domain), of: index) })
        }
        let hidesProgram = generator.uniform() < recipe.withoutProgram
        let hidesFacts = generator.uniform() < recipe.withoutFacts
        return ReaderStudy(
            parameters: parameters,
            program: hidesProgram ? [Float](repeating: 0, count: shape.nameWidth) : names[.program(task.program)],
            facts: (0..<shape.facts).map {
                (hidesFacts && $0 < recipe.hideableFacts) || $0 >= task.facts.count ? 0 : task.facts[$0]
            })
    }

    /// What the parameters are called this time: their names, alternatives for some, or nothing (nil) for most.
    private func callNames(
        _ parameters: [ReaderTask.Parameter], using generator: inout SeededGenerator
    ) -> [String?] {
        let kind = generator.uniform()
        if kind < recipe.anonymous {
            return parameters.map { generator.uniform() < recipe.anonymousParameters ? nil : $0.name }
        }
        guard kind < recipe.anonymous + recipe.renamed else { return parameters.map(\.name) }
        return parameters.map { parameter in
            guard !parameter.alternatives.isEmpty, generator.uniform() < recipe.renamedParameters else {
                return parameter.name
            }
            return parameter.alternatives[generator.integer(below: parameter.alternatives.count)]
        }
    }

    private func identity(using generator: inout SeededGenerator) -> [Float] {
        (0..<shape.identityWidth).map { _ in Float(generator.normal()) }
    }

    /// A parameter's own name is read with what it does; another name alone.
    private func vector(_ parameter: ReaderTask.Parameter, called name: String?, _ names: NameVectors) -> [Float] {
        guard let name else { return [Float](repeating: 0, count: shape.nameWidth) }
        return names[.parameter(name, meaning: name == parameter.name ? parameter.meaning : nil)]
    }

    private func noisy(_ vector: [Float], using generator: inout SeededGenerator) -> [Float] {
        recipe.nameNoise > 0 ? vector.map { $0 + Float(recipe.nameNoise * generator.normal()) } : vector
    }
}
