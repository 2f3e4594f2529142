import HoneCore

/// How the columns of a CSV file are to be read; what is nil is found by the columns' names.
public struct CSVColumns: Sendable, Hashable {
    /// The objective; nil: minimise the column `value`.
    public var objective: Objective?
    /// Columns that are parameters, in the order they shall have; nil: those that begin as in `CSVRoles.prefixes`.
    public var parameters: [String]?
    /// The model and the dataset of all rows, where no column says them.
    public var model: String?
    /// The column of the dataset's name.
    public var dataset: String?

    /// What columns hold, where their names do not say it.
    public init(
        objective: Objective? = nil, parameters: [String]? = nil, model: String? = nil, dataset: String? = nil
    ) {
        self.objective = objective
        self.parameters = parameters
        self.model = model
        self.dataset = dataset
    }
}
