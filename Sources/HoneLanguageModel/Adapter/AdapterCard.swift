/// What an adapter is, what it was trained on and what it never saw: stands beside the weights as `card.json`.
package struct AdapterCard: Sendable, Hashable, Codable {
    /// A dataset whose trials the adapter was trained on.
    package struct Dataset: Sendable, Hashable, Codable {
        package var name: String
        /// What identifies the dataset whatever it is called (rows, features, classes, ...), nil if unknown.
        package var fingerprint: String?
        package init(name: String, fingerprint: String? = nil) {
            self.name = name
            self.fingerprint = fingerprint
        }
    }

    package static let currentFormat = 1

    package var format = AdapterCard.currentFormat
    /// Name of the base model, and the SHA-256 of its file (64 hexadecimal digits).
    package var baseModel: String
    package var baseModelHash: String
    /// Blocks of the base model that were kept.
    package var layers: Int
    package var lora: LoRAConfiguration
    /// Input rows beside the vocabulary, and outputs of the head; both 0 for a text adapter, which changes nothing but the
    /// low-rank matrices.
    package var valueRows: Int
    package var bins: Int
    /// Divides the head's logits; 1 until it is fitted on held-out tasks.
    package var temperature = 1.0
    /// SHA-256 of `adapter_model.safetensors`; names the adapter in caches and results. Filled in when saving.
    package var weightsHash = ""
    /// Content hash of the database snapshot that it was trained on.
    package var snapshotHash: String
    /// What was left out of that snapshot, as the user named it and under every alias.
    package var leftOut: [String]
    /// Every dataset that it saw.
    package var datasets: [Dataset]
    package var steps: Int
    package var tokens: Int
    /// Training loss, in order; may be thinned.
    package var losses: [Double]
    package var seed: UInt64
    /// Version of Hone that made it.
    package var createdBy: String
    /// Whatever else is worth knowing (recipe, validation figures).
    package var notes: [String: String]

    /// Whether low-rank matrices are all there is, so that the adapter works wherever the base model does.
    package var isTextAdapter: Bool { valueRows == 0 && bins == 0 }

    package init(
        baseModel: String, baseModelHash: String, layers: Int, lora: LoRAConfiguration, valueRows: Int, bins: Int,
        snapshotHash: String, leftOut: [String], datasets: [Dataset], steps: Int, tokens: Int, losses: [Double],
        seed: UInt64, createdBy: String, notes: [String: String] = [:]
    ) {
        self.baseModel = baseModel
        self.baseModelHash = baseModelHash
        self.layers = layers
        self.lora = lora
        self.valueRows = valueRows
        self.bins = bins
        self.snapshotHash = snapshotHash
        self.leftOut = leftOut
        self.datasets = datasets
        self.steps = steps
        self.tokens = tokens
        self.losses = losses
        self.seed = seed
        self.createdBy = createdBy
        self.notes = notes
    }
}
