import HoneCore

/// What a family of tasks tunes: its program in words and its search space.
package struct FamilySpace: Sendable, Hashable {
    package var summary: String
    package var space: SearchSpace

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
    package static let known: [String: FamilySpace] = {
        var families: [String: FamilySpace] = [:]
        for (name, summary, parameters) in knownParameters {
            // The lists below are valid, as a test of the families shows; an invalid one would be missing.
            if let space = try? SearchSpace(parameters) {
                families[name] = FamilySpace(summary: summary, space: space)
            }
        }
        return families
    }()

    private static let powerRange = (low: 0x1p-10, high: 0x1p10)

    private static var knownParameters: [(name: String, summary: String, parameters: [Parameter])] {
        [
            (
                "lr", "logistic regression by stochastic gradient descent (scikit-learn SGDClassifier)",
                [
                    Parameter("alpha", .float(low: 1e-5, high: 1, scale: .log, step: nil), default: 1e-4),
                    Parameter("eta0", .float(low: 1e-5, high: 1, scale: .log, step: nil), default: 0.01),
                ]
            ),
            (
                "svm", "support vector machine with RBF kernel (scikit-learn SVC)",
                [
                    Parameter(
                        "C", .float(low: powerRange.low, high: powerRange.high, scale: .log, step: nil), default: 1.0),
                    Parameter(
                        "gamma", .float(low: powerRange.low, high: powerRange.high, scale: .log, step: nil),
                        default: 0.05),
                ]
            ),
            (
                "rf", "random forest of 50 trees (scikit-learn)",
                [
                    Parameter("max_depth", .int(low: 1, high: 50, scale: .log, step: nil), default: 50),
                    Parameter("min_samples_split", .int(low: 2, high: 128, scale: .log, step: nil), default: 2),
                    Parameter("max_features", .float(low: 0.05, high: 1, scale: .linear, step: nil), default: 0.3),
                    Parameter("min_samples_leaf", .int(low: 1, high: 20, scale: .linear, step: nil), default: 1),
                ]
            ),
            (
                "xgb", "gradient boosting, 50 rounds (XGBoost)",
                [
                    Parameter("eta", .float(low: powerRange.low, high: 1, scale: .log, step: nil), default: 0.3),
                    Parameter("max_depth", .int(low: 1, high: 50, scale: .log, step: nil), default: 6),
                    Parameter("colsample_bytree", .float(low: 0.1, high: 1, scale: .linear, step: nil), default: 1.0),
                    Parameter(
                        "reg_lambda", .float(low: powerRange.low, high: powerRange.high, scale: .log, step: nil),
                        default: 1.0),
                ]
            ),
            (
                "mlp", "multilayer perceptron, 20 epochs of Adam (scikit-learn)",
                [
                    Parameter("alpha", .float(low: 1e-8, high: 1, scale: .log, step: nil), default: 1e-4),
                    Parameter("batch_size", .int(low: 8, high: 256, scale: .log, step: nil), default: 200),
                    Parameter("depth", .int(low: 1, high: 3, scale: .linear, step: nil), default: 1),
                    Parameter(
                        "learning_rate_init", .float(low: 1e-5, high: 1, scale: .log, step: nil), default: 0.001),
                    Parameter("width", .int(low: 16, high: 256, scale: .log, step: nil), default: 100),
                ]
            ),
        ]
    }
}
