import HoneCore

/// A configuration as programs are told it besides their arguments.
package enum TrialParameters {
    /// The variables that hold the configuration: `HONE_PARAM_LR=0.1`.
    package static func variables(_ configuration: Configuration, in space: SearchSpace) -> [String: String] {
        var variables: [String: String] = [:]
        for (name, value) in configuration.sorted {
            guard let parameter = space[name] else { continue }
            variables[parameter.environmentName] = value.description
        }
        return variables
    }

    /// The configuration as the JSON object that `HONE_PARAMS` names; a float keeps its point, so that Python reads a float.
    package static func json(_ configuration: Configuration) -> String {
        var writer = JSONWriter(isSpaced: true)
        writer.value(configuration)
        return writer.text + "\n"
    }
}
