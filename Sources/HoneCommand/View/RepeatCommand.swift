import Foundation
import Hone
import HoneCore

/// The command that runs a trial's configuration once more, outside Hone.
struct RepeatCommand {
    /// Quoted for a shell.
    let text: String

    /// nil for studies without a program.
    ///
    /// - Parameter keepsFiles: whether the trial's files may be named.
    init?(of trial: Trial, in stored: StoredStudy, keepsFiles: Bool = true) {
        let study = stored.description
        guard !study.command.isEmpty,
            let template = try? CommandTemplate(
                study.command, space: study.space, appendsParameters: study.running.appendsParameters)
        else { return nil }
        let words = template.arguments(for: trial.configuration)
        let needsVariables = words.contains { $0.contains("HONE_") } || !template.carriesParameters
        let variables = needsVariables ? Self.variables(of: trial, in: stored, keepsFiles: keepsFiles) : []
        text = (variables + [CommandTemplate.shellText(words)]).joined(separator: " ")
    }

    /// Variables that the program needs where its arguments do not carry the configuration, or name the variables: without
    /// Hone nobody else sets them.
    private static func variables(of trial: Trial, in stored: StoredStudy, keepsFiles: Bool) -> [String] {
        var variables = stored.description.space.parameters.compactMap { parameter in
            trial.configuration[parameter.name].map { (parameter.environmentName, $0.description) }
        }
        let files = AttemptFiles(
            trialDirectory: "\(stored.directory)/\(trial.number)", ordinal: max(1, trial.attempts.count))
        if keepsFiles, FileManager.default.fileExists(atPath: files.parameters) {
            variables.append(("HONE_PARAMS", files.parameters))
        }
        return variables.map { "\($0)=\(CommandTemplate.shellText([$1]))" }
    }
}
