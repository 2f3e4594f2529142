import Foundation
import HoneBase
import HoneCore

/// What a program finds in its environment: what Hone itself was given, byte for byte, and the `HONE_...` variables of its
/// trial.
package struct TrialEnvironment: Sendable {
    /// Carried by every process of an attempt, so that they are found when nothing else tells of them. The tokens of outer
    /// attempts (a program that runs Hone itself) stand before it.
    package static let tokenVariable = "HONE_ATTEMPT_TOKEN"

    private let inherited: CStrings
    private let outerTokens: String

    /// The environment as it is now.
    package init() {
        let own = [
            "HONE_STUDY", "HONE_TRIAL", "HONE_ATTEMPT", "HONE_REPEAT", "HONE_TRIAL_DIR", "HONE_RESULTS", "HONE_PARAMS",
            "HONE_STOP",
            Self.tokenVariable,
        ]
        let pythonFolder = Self.pythonFolder
        var inherited = CStrings.environment { name in
            // Of an outer study nothing may be left: a wrong HONE_PARAM_X misleads.
            own.contains(name) || name.hasPrefix("HONE_PARAM_") || (pythonFolder != nil && name == "PYTHONPATH")
        }
        if let pythonFolder {
            // Last, so that it hides nothing: `import hone_trial` works in every trial.
            if let before = getenv("PYTHONPATH"), before.pointee != 0 {
                inherited.append("PYTHONPATH=", before, ":\(pythonFolder)")
            } else {
                inherited.append("PYTHONPATH=\(pythonFolder)")
            }
        }
        self.inherited = inherited
        outerTokens = EnvironmentVariable.value(Self.tokenVariable).map { $0 + " " } ?? ""
    }

    /// The environment of the program of an attempt.
    package func strings(for request: AttemptRequest, files: AttemptFiles) -> CStrings {
        var result = inherited
        for (name, value) in request.environment { result.append("\(name)=\(value)") }
        result.append("HONE_STUDY=\(request.study)")
        result.append("HONE_TRIAL=\(request.trial)")
        result.append("HONE_ATTEMPT=\(request.ordinal)")
        result.append("HONE_REPEAT=\(request.repetition)")
        result.append("HONE_TRIAL_DIR=\(files.trialDirectory)")
        result.append("HONE_RESULTS=\(files.results)")
        result.append("HONE_PARAMS=\(files.parameters)")
        result.append("HONE_STOP=\(files.stop)")
        result.append("\(Self.tokenVariable)=\(outerTokens)\(request.token)")
        return result
    }

    /// Where the set-up puts `hone_trial.py`.
    private static var pythonFolder: String? {
        let folder = HoneHome.directory().path + "/python"
        return access(folder + "/hone_trial.py", R_OK) == 0 ? folder : nil
    }
}
