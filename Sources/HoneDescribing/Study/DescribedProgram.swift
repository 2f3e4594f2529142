import HoneBase
import HoneCore

/// A study that a program's help text describes: what can be searched, what was left out, and the program's own words.
package struct DescribedProgram: Sendable {
    /// The program as the user runs it, with a place for each parameter where Hone does not append it by itself.
    package private(set) var command: [String]
    /// What the program does, in its own words.
    package let summary: String?
    var parameters: [DescribedParameter] = []
    var omitted: [OmittedOption] = []
    /// Names in the environment that are taken, with whose they are.
    private var taken: [String: String] = [:]

    /// - Parameters:
    ///   - help: what the program printed.
    ///   - command: the program with the arguments that every trial gets; options among them are not searched, and where it
    ///     has places for parameters (`--lr={lr}`), only those are.
    package init(help output: [UInt8], command: [String]) {
        let help = HelpParser.parse(output)
        summary = help.summary
        self.command = command
        let places = Self.places(in: command)
        for option in help.options {
            let shown = (option.name + (option.valueName.map { " \($0)" } ?? "")).shortened(to: 60)
            if Self.isGiven(option, in: command), !places.contains(option.bareName) {
                omitted.append(OmittedOption(option: shown, reason: "it stands in the command"))
                continue
            }
            switch OptionReading(option) {
            case .omitted(let reason): omitted.append(OmittedOption(option: shown, reason: reason))
            case .parameter(let parameter):
                let isWanted = places.isEmpty || places.contains(parameter.parameter.name)
                if let problem = isWanted ? problem(with: parameter) : "the command has no place for it" {
                    omitted.append(OmittedOption(option: shown, reason: problem))
                } else {
                    parameters.append(parameter)
                    for each in [parameter.parameter] + parameter.companions { taken[each.environmentName] = each.name }
                }
            }
        }
        leaveOutLoneSwitches()
        guard places.isEmpty, parameters.contains(where: { $0.passing != .appended }) else { return }
        self.command = command + parameters.flatMap(\.arguments)
    }

    /// Switches of a program that has nothing else to choose are what it does, not how well.
    private mutating func leaveOutLoneSwitches() {
        let isLone = parameters.allSatisfy { if case .toggled = $0.passing { true } else { false } }
        guard isLone else { return }
        omitted += parameters.map {
            OmittedOption(option: "--\($0.parameter.name)", reason: "a switch, in a program without other parameters")
        }
        parameters = []
    }

    /// How many options the text lists.
    package var optionCount: Int { parameters.count + omitted.count }

    /// Whether there is anything to search.
    package var isEmpty: Bool { parameters.isEmpty }

    /// The arguments that ask the command for its help: without those that only a trial can fill in.
    package static func asking(_ command: [String], with option: String) -> [String] {
        command.filter { places(in: [$0]).isEmpty } + [option]
    }

    /// Why a parameter cannot stand beside the others.
    private func problem(with parameter: DescribedParameter) -> String? {
        let all = [parameter.parameter] + parameter.companions
        if let other = all.lazy.compactMap({ taken[$0.environmentName] }).first {
            return "in the environment its name would be that of \(other)"
        }
        do {
            _ = try SearchSpace(all)
            return nil
        } catch {
            return error.problem
        }
    }

    private static func isGiven(_ option: HelpOption, in command: [String]) -> Bool {
        let names = option.names + option.negatives
        return command.dropFirst().contains { argument in
            names.contains { argument == $0 || argument.hasPrefix($0 + "=") }
        }
    }

    /// Names in single braces.
    private static func places(in command: [String]) -> Set<String> {
        var names: Set<String> = []
        for argument in command {
            for match in argument.replacing("{{", with: "").matches(of: #/\{([A-Za-z0-9_.-]+)\}/#) {
                names.insert(String(match.1))
            }
        }
        return names
    }
}
