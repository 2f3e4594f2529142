import Foundation
import HoneBase
import HoneCore

/// The run histories of MindWare's searches (Li et al., VLDB 2021), as they lie in a clone of its repository: a pickled
/// dictionary from configurations to scores for each dataset, model and metric.
///
/// Files are called `DATASET-MODEL-METRIC-hpo.pkl`. Only what a configuration holds is taken out of a pickle (its values
/// and who chose it); spaces, defaults and facts of the datasets stand in `Data/mindware.json`. Scores become errors:
/// balanced accuracy, AUC and R2 as one minus the score, the mean squared error as it is. A regression whose error is above
/// a hundred times the target's variance diverged and counts as failed. Tasks whose values are all equal are left out, and
/// so are datasets and models that are kept for tests.
struct MindWareImport {
    static let source = "mindware"
    static let licence = "MIT"
    private static let ending = "-hpo.pkl"
    /// The largest is below half a megabyte.
    static let largestFile = 64 << 20
    private static let divergence = 100.0

    /// Everything that stands in the files; anything else is refused.
    static let classes: Set<String> = [
        "ConfigSpace.configuration_space.Configuration", "ConfigSpace.configuration_space.ConfigurationSpace",
        "ConfigSpace.hyperparameters.UniformFloatHyperparameter",
        "ConfigSpace.hyperparameters.UniformIntegerHyperparameter",
        "ConfigSpace.hyperparameters.CategoricalHyperparameter", "ConfigSpace.hyperparameters.Constant",
        "ConfigSpace.hyperparameters.UnParametrizedHyperparameter",
        "ConfigSpace.hyperparameters.__pyx_unpickle_UniformFloatHyperparameter",
        "ConfigSpace.hyperparameters.__pyx_unpickle_UniformIntegerHyperparameter",
        "ConfigSpace.hyperparameters.__pyx_unpickle_CategoricalHyperparameter",
        "ConfigSpace.hyperparameters.__pyx_unpickle_Constant",
        "ConfigSpace.hyperparameters.__pyx_unpickle_UnParametrizedHyperparameter",
        "ConfigSpace.conditions.InCondition", "ConfigSpace.conditions.EqualsCondition",
        "ConfigSpace.conditions.__pyx_unpickle_InCondition", "ConfigSpace.conditions.__pyx_unpickle_EqualsCondition",
        "ConfigSpace.forbidden.ForbiddenAndConjunction", "ConfigSpace.forbidden.ForbiddenEqualsClause",
        "ConfigSpace.forbidden.__pyx_unpickle_ForbiddenAndConjunction",
        "ConfigSpace.forbidden.__pyx_unpickle_ForbiddenEqualsClause", "builtins.set", "collections.OrderedDict",
        "numpy.ndarray", "numpy.dtype", "numpy.core.multiarray._reconstruct", "numpy.core.multiarray.scalar",
        // As newer versions of numpy call them.
        "numpy._core.multiarray._reconstruct", "numpy._core.multiarray.scalar",
        "numpy.random._pickle.__randomstate_ctor",
    ]

    /// Models by their name in the files, for classification and for regression.
    private static let models: [String: (classifier: String?, regressor: String?)] = [
        "adaboost": ("adaboost_clf", "adaboost_reg"), "extra_trees": ("extra_trees_clf", "extra_trees_reg"),
        "gradient_boosting": ("gradient_boosting_clf", "gradient_boosting_reg"),
        "lightgbm": ("lightgbm_clf", "lightgbm_reg"), "random_forest": ("random_forest_clf", "random_forest_reg"),
        "liblinear_svc": ("liblinear_svc", nil), "libsvm_svc": ("libsvm_svc", nil),
        "logistic_regression": ("logistic_regression", nil), "liblinear_svr": (nil, "liblinear_svr"),
        "libsvm_svr": (nil, "libsvm_svr"), "ridge_regression": (nil, "ridge"),
    ]

    private enum Metric: String {
        case balancedAccuracy = "bal_acc"
        case areaUnderCurve = "auc"
        case meanSquaredError = "mse"
        case r2

        var isRegression: Bool { self == .meanSquaredError || self == .r2 }
        /// What a model's name gets, since each metric is a search of its own.
        var suffix: String {
            switch self {
            case .balancedAccuracy, .meanSquaredError: ""
            case .areaUnderCurve: "_auc"
            case .r2: "_r2"
            }
        }
    }

    private struct Run {
        var values: [Pickle.Member]
        var origin: String
        var error: Double
    }

    private struct File {
        var dataset: String
        var model: String
        var metric: Metric
        var runs: [Run]
    }

    private var files: [File] = []
    private(set) var unknown = 0

    /// Takes in one file; those that are of no use are only counted.
    ///
    /// - Throws: `PublishedDataError` where it is damaged or holds classes that have no business there.
    mutating func add(_ name: String, _ content: Data) throws(PublishedDataError) {
        guard let (dataset, model, metric) = Self.parts(of: name), KnownData.mindwareDatasets[dataset] != nil else {
            unknown += 1
            return
        }
        let pickle: Pickle
        do {
            pickle = try Pickle(Array(content), allowing: Self.classes)
        } catch {
            throw PublishedDataError(name, error.description)
        }
        guard let root = pickle.node(pickle.root), root.kind == .dictionary else {
            throw PublishedDataError(name, "it is no dictionary of runs")
        }
        var runs: [Run] = []
        for member in root.members {
            guard let values = pickle.node(pickle.member("_values", of: member.key))?.members,
                let score = Self.number(member.value, in: pickle)
            else { throw PublishedDataError(name, "one of its runs has no values or no score") }
            var origin = "default"
            if case .text(let told)? = pickle.member("origin", of: member.key) { origin = Self.origin(told) }
            runs.append(Run(values: values, origin: origin, error: metric == .meanSquaredError ? -score : 1 - score))
        }
        files.append(File(dataset: dataset, model: model, metric: metric, runs: runs))
    }

    /// The tasks with their trials.
    func trials() throws(PublishedDataError) -> ReadTrials {
        var read = ReadTrials()
        let variances = variances()
        var constant = 0
        for file in files {
            guard let entry = try Self.entry(file, variance: variances[file.dataset]) else {
                constant += 1
                continue
            }
            read.entries.append(entry)
        }
        read.notes = [
            "\(unknown) files left out: other metrics, or datasets and models that are kept for tests",
            "\(constant) tasks left out: all their values are equal",
        ]
        return read
    }

    private static func parts(of name: String) -> (dataset: String, model: String, metric: Metric)? {
        guard name.hasSuffix(ending) else { return nil }
        // Datasets' names may hold hyphens, the rest does not.
        let words = name.dropLast(ending.count).split(separator: "-")
        guard words.count >= 3, let metric = Metric(rawValue: String(words[words.count - 1])),
            let pair = models[String(words[words.count - 2])],
            let model = metric.isRegression ? pair.regressor : pair.classifier
        else { return nil }
        return (words.dropLast(2).joined(separator: "-"), model, metric)
    }

    /// `Random Search (sorted)` is `random_sorted`.
    private static func origin(_ told: String) -> String {
        switch told {
        case "Random Search": "random"
        case "Random Search (sorted)": "random_sorted"
        case "Local Search": "local_search"
        default: told.lowercased().replacing(" ", with: "_")
        }
    }

    /// A plain number, or one of numpy's: eight bytes, the least significant first.
    private static func number(_ value: Pickle.Value, in pickle: Pickle) -> Double? {
        switch value {
        case .number(let number): return number.isFinite ? number : nil
        case .integer(let integer): return Double(integer)
        default: break
        }
        guard let node = pickle.node(value), case .object(let name) = node.kind, name.hasSuffix(".multiarray.scalar"),
            node.elements.count == 2, case .bytes(let bytes) = node.elements[1], bytes.count == 8
        else { return nil }
        let number = Double(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
        return number.isFinite ? number : nil
    }

    /// The variance of each dataset's target: the squared error of a default configuration over its unexplained share.
    private func variances() -> [String: Double] {
        struct Key: Hashable {
            var dataset: String
            var model: String
        }
        var squared: [Key: Double] = [:]
        var unexplained: [Key: Double] = [:]
        for file in files {
            guard let run = file.runs.first(where: { $0.origin == "default" }) else { continue }
            let key = Key(dataset: file.dataset, model: file.model)
            if file.metric == .meanSquaredError { squared[key] = run.error }
            if file.metric == .r2 { unexplained[key] = run.error }
        }
        var ratios: [String: [Double]] = [:]
        for (key, error) in squared {
            guard let share = unexplained[key], share > 1e-6 else { continue }
            ratios[key.dataset, default: []].append(error / share)
        }
        return ratios.compactMapValues { $0.sorted()[$0.count / 2] }
    }

    private static func entry(
        _ file: File, variance: Double?
    ) throws(PublishedDataError) -> PastTrialsSnapshot.Entry? {
        guard let family = KnownData.mindware.families[file.model],
            let dataset = KnownData.mindwareDatasets[file.dataset]
        else { return nil }
        let model = file.model + file.metric.suffix
        var facts: [String: ParameterValue] = [:]
        for fact in dataset[file.metric.isRegression ? "regression" : "classification"]?.members ?? [] {
            facts[fact.name] = fact.value.parameterValue
        }
        let name = dataset["name"]?.text ?? file.dataset
        let task = PastTask(
            id: "\(source)/\(model)/\(name)", family: family.family ?? file.model,
            task: TaskDescription(model: model, dataset: name, facts: facts), summary: family.summary,
            space: family.space, objective: KnownData.mindware.objective, source: source, licence: licence)
        let limit: Double? =
            switch file.metric {
            case .r2: divergence
            case .meanSquaredError: variance.map { $0 * divergence }
            case .balancedAccuracy, .areaUnderCurve: nil
            }
        var trials: [PastTrial] = []
        for (index, run) in file.runs.enumerated() {
            let written = configuration(run.values, family.space)
            guard let canonical = try? family.canonical(written) else {
                throw PublishedDataError(
                    "\(file.dataset)-\(file.model)", "run \(index) does not belong to the model's space")
            }
            let hasDiverged = limit.map { run.error > $0 } ?? false
            trials.append(
                PastTrial(
                    id: "run \(index)", configuration: canonical,
                    value: hasDiverged ? nil : run.error.roundedForExchange, state: hasDiverged ? .failed : .complete,
                    failure: hasDiverged ? TrialFailure(.nonFinite, "diverged") : nil, origin: run.origin))
        }
        return isConstant(trials) ? nil : PastTrialsSnapshot.Entry(task: task, trials: trials)
    }

    /// Whether all values are equal, but for what rounding leaves of one minus one.
    private static func isConstant(_ trials: [PastTrial]) -> Bool {
        let values = trials.compactMap(\.value)
        guard let low = values.min(), let high = values.max(), values.count == trials.count else {
            return values.isEmpty
        }
        return high - low <= 1e-12
    }

    /// The parameters among a configuration's values; constants are none.
    private static func configuration(_ values: [Pickle.Member], _ space: SearchSpace) -> Configuration {
        var configuration = Configuration()
        for member in values {
            guard case .text(let name) = member.key, let domain = space[name]?.domain else { continue }
            switch member.value {
            case .text("True"): configuration[name] = .bool(true)
            case .text("False"): configuration[name] = .bool(false)
            case .text(let text):
                let number = Double(decimal: text).map(ParameterValue.float)
                configuration[name] = number.flatMap { domain.contains($0) ? $0 : nil } ?? .string(text)
            case .integer(let integer): configuration[name] = .int(integer)
            case .number(let number): configuration[name] = .float(number.roundedForExchange)
            case .bool(let value): configuration[name] = .bool(value)
            case .none, .bytes, .global, .node: break
            }
        }
        return configuration
    }
}
