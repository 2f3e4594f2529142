import Foundation
import HoneBase
import HoneCore

/// The trials of Oboe (Yang et al., KDD 2019) as its authors publish them: balanced errors of a fixed grid of classifiers
/// on OpenML's datasets, and what each took.
///
/// `error_matrix.csv` and `runtime_matrix.csv` have a row a dataset and a column a configuration, whose header is a Python
/// dictionary; `dataset_sizes.csv` has rows and features. Datasets and models that are kept for tests, and ids whose
/// identity is not known, are left out (`Data/openml.json` lists the others); so are tasks that say nothing because all
/// their values are equal, and second rows of one configuration (`coef0` without a polynomial kernel).
struct OboeImport {
    /// What the files hold, as text.
    struct Files {
        var errors: Data
        var runtimes: Data
        var sizes: Data
    }

    static let source = "oboe"
    static let licence = "BSD-3-Clause"
    private static let models = [
        "AB": "oboe_adaboost", "DT": "oboe_decision_tree", "RF": "oboe_random_forest", "ExtraTrees": "oboe_extra_trees",
        "GBT": "oboe_gradient_boosting", "Logit": "oboe_logistic_regression", "MLP": "oboe_mlp",
        "kSVM": "oboe_kernel_svm", "lSVM": "oboe_linear_svm",
    ]

    private struct Column {
        var place: Int
        var model: String
        var configuration: Configuration
    }

    private let columns: [Column]
    private let matrix: PublishedMatrix
    private let seconds: PublishedMatrix
    private let sizes: PublishedMatrix

    /// - Throws: `PublishedDataError` where a file is not what it should be.
    init(_ files: Files) throws(PublishedDataError) {
        matrix = try PublishedMatrix(files.errors, name: "error_matrix.csv")
        seconds = try PublishedMatrix(files.runtimes, name: "runtime_matrix.csv")
        sizes = try PublishedMatrix(files.sizes, name: "dataset_sizes.csv")
        guard seconds.header == matrix.header else {
            throw PublishedDataError("runtime_matrix.csv", "its columns are not those of error_matrix.csv")
        }
        var columns: [Column] = []
        var known: Set<String> = []
        for (place, header) in matrix.header.enumerated() {
            guard let column = try Self.column(header, place: place) else { continue }
            // A parameter that is not used makes two columns of one configuration; the first one counts.
            if known.insert("\(column.model) \(column.configuration.json)").inserted { columns.append(column) }
        }
        self.columns = columns
    }

    /// The tasks with their trials, with notes on what was left out.
    func trials() throws(PublishedDataError) -> ReadTrials {
        var read = ReadTrials()
        var (unknown, constant) = (0, 0)
        let models = Set(columns.map(\.model)).sorted()
        for row in matrix.rows {
            guard let id = Int(row.name), let name = KnownData.openML[String(id)] else {
                unknown += 1
                continue
            }
            for model in models {
                guard let entry = try entry(model, dataset: name, row: row, id: id) else {
                    constant += 1
                    continue
                }
                read.entries.append(entry)
            }
        }
        read.notes = [
            "\(unknown) datasets left out: kept for tests, or not known for certain",
            "\(constant) tasks left out: all their values are equal",
        ]
        return read
    }

    /// - Returns: nil where all values are equal.
    private func entry(
        _ model: String, dataset: String, row: PublishedMatrix.Row, id: Int
    ) throws(PublishedDataError) -> PastTrialsSnapshot.Entry? {
        guard let family = KnownData.oboe.families[model] else { return nil }
        var facts: [String: ParameterValue] = [:]
        if let size = sizes.row(String(id)), size.values.count > 1 {
            facts["rows"] = size.values[0].map { .int(Int(exactly: $0) ?? 0) }
            // The target's column is counted there.
            facts["features"] = size.values[1].map { .int((Int(exactly: $0) ?? 1) - 1) }
        }
        let task = PastTask(
            id: "\(Self.source)/\(model)/\(dataset)", family: family.family ?? model,
            task: TaskDescription(model: model, dataset: dataset, facts: facts), summary: family.summary,
            space: family.space, objective: KnownData.oboe.objective, source: Self.source, licence: Self.licence)
        let runtimes = seconds.row(row.name)?.values
        var trials: [PastTrial] = []
        for column in columns where column.model == model {
            guard let value = row.values[column.place] else { continue }
            do {
                trials.append(
                    PastTrial(
                        id: "column \(column.place)", configuration: try family.canonical(column.configuration),
                        value: value.roundedForExchange, seconds: runtimes?[column.place]?.roundedForExchange))
            } catch {
                throw PublishedDataError("error_matrix.csv", "column \(column.place): \(error)")
            }
        }
        return Set(trials.map(\.value)).count > 1 ? PastTrialsSnapshot.Entry(task: task, trials: trials) : nil
    }

    /// - Returns: nil for models that have no parameters or are kept for tests.
    private static func column(_ header: String, place: Int) throws(PublishedDataError) -> Column? {
        // Python writes None and its texts in single quotes; no text has a quote in it.
        let text = header.replacing("'", with: "\"").replacing("None", with: "null")
        guard let json = try? JSON(parsing: Array(text.utf8)), let algorithm = json["algorithm"]?.text,
            let written = json["hyperparameters"]?.members
        else { throw PublishedDataError("error_matrix.csv", "the header of column \(place) cannot be read") }
        guard let model = models[algorithm], let space = KnownData.oboe.families[model]?.space else { return nil }
        var configuration = Configuration()
        // Settings that are the same in all columns are no parameters.
        for member in written where space[member.name] != nil {
            configuration[member.name] = member.value.isNull ? "all" : member.value.parameterValue
        }
        if let split = configuration["min_samples_split"] {
            // A whole number counts rows, another one is a share of them.
            if case .float = split {
                configuration["min_samples_split"] = nil
                configuration["min_split_fraction"] = split
                configuration["split_unit"] = "fraction"
            } else {
                configuration["split_unit"] = "rows"
            }
        }
        if configuration["kernel"] == "rbf" { configuration["coef0"] = nil }
        return Column(place: place, model: model, configuration: configuration)
    }
}
