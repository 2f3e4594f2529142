/// What a study tunes, in the terms under which the trial database files it.
public struct TaskDescription: Sendable, Hashable, Codable {
    /// The kind of model or program: `mlp`, `gradient boosting`.
    public var model: String?
    /// The data's name. It decides what "leave this dataset out" means; the language model never reads it.
    public var dataset: String?
    /// Numbers and words about the data: `rows`, `features`, `classes`, and whatever else describes it.
    public var facts: [String: ParameterValue]

    /// What is known; all of it may be missing.
    public init(model: String? = nil, dataset: String? = nil, facts: [String: ParameterValue] = [:]) {
        self.model = model
        self.dataset = dataset
        self.facts = facts
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try container.decodeIfPresent(String.self, forKey: .model)
        dataset = try container.decodeIfPresent(String.self, forKey: .dataset)
        facts = try container.decodeIfPresent([String: ParameterValue].self, forKey: .facts) ?? [:]
    }
}
