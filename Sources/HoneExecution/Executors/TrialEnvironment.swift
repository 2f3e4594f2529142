import Foundation
import HoneBase
import HoneCore

/// What a program finds in its environment besides what Hone itself was given.
package enum TrialEnvironment {
    /// The environment of the program of an attempt: that of this process with the `HONE_...` variables of the trial.
    package static func variables(
        for request: AttemptRequest, inherited: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String: String] {
        var variables = inherited
        // Of an outer study (a program that runs Hone itself) nothing may be left: a wrong HONE_PARAM_X misleads.
        for name in inherited.keys where name.hasPrefix("HONE_PARAM_") { variables[name] = nil }
        variables.merge(request.environment) { $1 }
        variables["HONE_STUDY"] = request.study
        variables["HONE_TRIAL"] = String(request.trial)
        variables["HONE_ATTEMPT"] = String(request.ordinal)
        variables["HONE_TRIAL_DIR"] = request.files.trialDirectory
        variables["HONE_RESULTS"] = request.files.results
        variables["HONE_PARAMS"] = request.files.parameters
        variables["HONE_STOP"] = request.files.stop
        if let folder = pythonFolder(inherited) {
            // Last, so that it hides nothing: `import hone_trial` works in every trial.
            variables["PYTHONPATH"] = inherited["PYTHONPATH"].map { $0.isEmpty ? folder : "\($0):\(folder)" } ?? folder
        }
        return variables
    }

    /// The variables that hold the configuration: `HONE_PARAM_LR=0.1`.
    package static func parameters(_ configuration: Configuration, in space: SearchSpace) -> [String: String] {
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

    /// Where the set-up puts `hone_trial.py`.
    private static func pythonFolder(_ environment: [String: String]) -> String? {
        let home = environment["HOME"] ?? NSHomeDirectory()
        let folder = (environment["HONE_HOME"] ?? "\(home)/.local/share/hone") + "/python"
        return access(folder + "/hone_trial.py", R_OK) == 0 ? folder : nil
    }
}
