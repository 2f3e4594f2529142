import HoneBase
import HoneCore

/// What a family of tasks tunes: its program in words and its search space.
package struct FamilySpace: Sendable, Hashable {
    package var summary: String
    package var space: SearchSpace
    /// The programs that it is kin to, where that is not its own name.
    var family: String?
    /// Its own objective, where it has one.
    var objective: Objective?
    /// Choices as they were written, by parameter: files of programs name them by their index.
    var written: [String: [JSON]] = [:]

    package init(summary: String, space: SearchSpace) {
        self.summary = summary
        self.space = space
    }

    /// The configuration as the space writes it. Numbers that rounding to six digits pushed over a bound become the bound.
    ///
    /// - Throws: `SpaceError` if it does not belong to the space.
    func canonical(_ configuration: Configuration) throws(SpaceError) -> Configuration {
        var configuration = configuration
        for parameter in space.parameters {
            guard case .float(let low, let high, _, _) = parameter.domain,
                let number = configuration[parameter.name]?.number
            else { continue }
            if number < low, low - number <= abs(low) * Self.rounding { configuration[parameter.name] = .float(low) }
            if number > high, number - high <= abs(high) * Self.rounding {
                configuration[parameter.name] = .float(high)
            }
        }
        return try space.canonical(configuration)
    }

    /// Relative error of a number written with six significant digits.
    private static let rounding = 5e-6
}

extension FamilySpace {
    /// The five families of scikit-learn and XGBoost models whose trials ship with Hone.
    package static var known: [String: FamilySpace] { KnownData.spaces.families }
}
