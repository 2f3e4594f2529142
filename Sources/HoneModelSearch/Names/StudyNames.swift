import HoneCore
import HoneReader

/// All the names that a study is read by.
package enum StudyNames {
    /// - Parameter program: in words.
    package static func of(_ space: SearchSpace, program: String) -> [NameVectors.Name] {
        [.program(program)] + space.searched.flatMap { of($0.name, choices: $0.domain) }
    }

    /// A parameter's name and, where it has choices, theirs.
    package static func of(_ name: String, choices domain: Domain) -> [NameVectors.Name] {
        let choices = domain.isCoded ? [] : domain.choices ?? []
        return [.parameter(name)] + choices.map { .choice($0.description, of: name) }
    }
}
