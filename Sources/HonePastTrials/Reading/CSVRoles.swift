import HoneBase
import HoneCore

/// What each column of a CSV file is, found by its name: `params_lr` is a parameter, `Status` the state.
struct CSVRoles {
    struct ParameterColumn {
        var column: Int
        var name: String
    }

    /// In the parameters' order.
    private(set) var parameters: [ParameterColumn] = []
    private(set) var value = 0
    let objective: Objective
    /// Columns that tell the state; more than one may.
    private(set) var states: [Int] = []
    /// `Run ID` and the like: any text.
    private(set) var identifier: Int?
    /// `number`: counted by the tuner.
    private(set) var number: Int?
    private(set) var model: Int?
    private(set) var dataset: Int?
    private(set) var seconds: Int?
    private(set) var seed: Int?
    private(set) var error: Int?
    /// Columns that describe the dataset, with their names.
    private(set) var facts: [(column: Int, name: String)] = []
    /// Columns that may hold further numbers, with their names.
    private(set) var metrics: [(column: Int, name: String)] = []

    /// How parameters' columns begin: Hone, Optuna, MLflow, Ray Tune, Weights & Biases, scikit-learn.
    static let prefixes = ["param.", "params_", "params.", "params/", "param_", "config.", "config/"]
    private static let metricPrefixes = ["metrics.", "metric.", "metrics/", "summary."]
    private static let factNames: Set<String> = ["rows", "features", "numeric", "categorical", "classes", "majority"]

    /// - Throws: `CSVProblem` naming the column that is missing or there twice.
    init(header: [String], columns: CSVColumns) throws(CSVProblem) {
        objective = columns.objective ?? Objective(.minimize, "value")
        value = try Self.valueColumn(objective.metric, in: header)
        parameters = try Self.parameterColumns(columns.parameters, in: header).filter { $0.column != value }
        guard !parameters.isEmpty else {
            throw CSVProblem(
                "no column is a parameter",
                remedy: "name them param.NAME in the header, or list them: --parameters lr,width")
        }
        if let twice = Self.firstTwice(parameters.map(\.name)) {
            throw CSVProblem("two columns are the parameter \(twice)", remedy: "rename one of them")
        }
        var free = Set(header.indices.filter { !header[$0].isEmpty })
        free.subtract(parameters.map(\.column) + [value])
        /// The first column of one of these names, in the names' order, which then has its role.
        func take(_ names: String...) -> Int? {
            for name in names {
                guard let column = header.indices.first(where: { free.contains($0) && Self.plain(header[$0]) == name })
                else { continue }
                free.remove(column)
                return column
            }
            return nil
        }
        while let column = take("state", "status", "trialstatus", "runstatus", "resultstatus", "runstate", "trialstate")
        {
            states.append(column)
        }
        number = take("number", "trial", "trialnumber", "position")
        identifier = take("id", "trialid", "runid", "uuid")
        if identifier == nil, number == nil { identifier = take("name", "runname") }
        model = take("model")
        dataset = take("dataset")
        seconds = take("seconds", "duration", "timetotals", "runtime")
        seed = take("seed")
        error = take("error", "errormessage", "exception", "failreason", "systemattrsfailreason")
        for column in free.sorted() {
            let name = header[column]
            if Self.factNames.contains(name.lowercased()) {
                facts.append((column, name.lowercased()))
            } else if name.hasPrefix("fact.") {
                facts.append((column, String(name.dropFirst("fact.".count))))
            } else if !Self.isBookkeeping(name), !metrics.contains(where: { $0.name == name }) {
                metrics.append((column, name))
            }
        }
    }

    private static func valueColumn(_ metric: String, in header: [String]) throws(CSVProblem) -> Int {
        if let column = try find(metric, in: header) { return column }
        for prefix in metricPrefixes { if let column = try find(prefix + metric, in: header) { return column } }
        throw CSVProblem(
            "there is no column \(metric) for the objective" + NearestName.hint(for: metric, among: header),
            remedy: "name it: --minimize COLUMN or --maximize COLUMN")
    }

    private static func parameterColumns(
        _ named: [String]?, in header: [String]
    ) throws(CSVProblem) -> [ParameterColumn] {
        guard let named else {
            return header.indices.filter { stripped(header[$0]) != header[$0] }.map { column in
                ParameterColumn(column: column, name: spelt(stripped(header[column])))
            }
        }
        var columns: [ParameterColumn] = []
        for name in named.map(\.trimmed) {
            var column = try find(name, in: header)
            // The parameter's own name, without what stands before it in the header.
            if column == nil { column = header.indices.first { stripped(header[$0]) == name && header[$0] != name } }
            guard let column else {
                throw CSVProblem(
                    "there is no column \(name)" + NearestName.hint(for: name, among: header),
                    remedy: "name the parameters' columns as the header writes them")
            }
            columns.append(ParameterColumn(column: column, name: spelt(stripped(header[column]))))
        }
        return columns
    }

    /// The column of that name, in any case if only one is meant.
    private static func find(_ name: String, in header: [String]) throws(CSVProblem) -> Int? {
        let exact = header.indices.filter { header[$0] == name }
        let found = exact.isEmpty ? header.indices.filter { header[$0].lowercased() == name.lowercased() } : exact
        guard found.count <= 1 else {
            throw CSVProblem("two columns are named \(name)", remedy: "rename one of them")
        }
        return found.first
    }

    private static func stripped(_ name: String) -> String {
        for prefix in prefixes where name.hasPrefix(prefix) && name.count > prefix.count {
            return String(name.dropFirst(prefix.count))
        }
        return name
    }

    /// A parameter's name has letters, digits, `_`, `-` and `.` only.
    static func spelt(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || "_-.".contains($0) ? $0 : "_" })
    }

    private static func plain(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    private static func firstTwice(_ names: [String]) -> String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }
    }

    /// Columns of the tuner's own: what it notes for itself, times of day, and the row numbers that pandas writes.
    private static func isBookkeeping(_ name: String) -> Bool {
        let lower = name.lowercased()
        return lower.hasPrefix("system_attrs_") || lower.hasPrefix("datetime_") || lower.hasPrefix("unnamed: ")
    }
}

/// What is wrong with the columns of a CSV file.
struct CSVProblem: Error, Hashable, Sendable {
    var problem: String
    var remedy: String

    init(_ problem: String, remedy: String) {
        self.problem = problem
        self.remedy = remedy
    }
}
