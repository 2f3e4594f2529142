/// Where a model's tensors are read from: a GGUF file or a folder of safetensors files.
protocol WeightSource: Sendable {
    /// File or folder, for messages.
    var path: String { get }
    /// What to do about a source that does not fit.
    var remedy: String { get }
    var tensorNames: [String] { get }
    /// What stands before `.weight` and `.bias` in the names of a module's tensors.
    func name(of module: WeightModule) -> String
    /// The row-major shape of a tensor, nil if there is none of that name.
    func shape(of tensor: String) -> [Int]?
    /// Whether the module has a bias that must be read.
    func hasBias(_ module: WeightModule) -> Bool
    /// Whether the output matrix is not the embedding.
    var hasUntiedOutput: Bool { get }
    /// Whether a tensor that belongs to no module can be left alone.
    func isIgnorable(_ tensor: String) -> Bool
    /// Writes a tensor's numbers, row major, query and key rows in Hugging Face's order.
    ///
    /// - Precondition: the tensor exists, is the module's, and there is room for it.
    func read(
        _ tensor: String, of module: WeightModule, into target: UnsafeMutableBufferPointer<Float>
    ) throws(ModelFileError)
    /// A module's matrix as the source stores it, if it is made of blocks of few-bit integers; nil otherwise.
    func storedRows(of module: WeightModule) throws(ModelFileError) -> StoredRows?
}

extension WeightSource {
    /// - Throws: `ModelFileError` (`mismatched`) if the tensor is missing or has another shape.
    func require(_ tensor: String, shape expected: [Int]) throws(ModelFileError) {
        guard let found = shape(of: tensor) else {
            throw mismatch(tensor, "is missing; the model holds \(tensorNames.count) tensors")
        }
        guard found == expected else { throw mismatch(tensor, "has shape \(found), expected \(expected)") }
    }

    private func mismatch(_ tensor: String, _ problem: String) -> ModelFileError {
        ModelFileError(
            .mismatched, file: path, place: "tensor \(ModelFileError.quoted(tensor))", problem: problem,
            remedy: remedy)
    }

    private func modules(_ architecture: ModelArchitecture, blocks: Int) -> [WeightModule] {
        [.embedding, .finalNorm] + (hasUntiedOutput ? [.output] : [])
            + (0..<blocks).flatMap { block in BlockModule.all(of: architecture).map { .block(block, $0) } }
    }

    /// Looks for every tensor of a model of that shape, and for others.
    ///
    /// - Throws: `ModelFileError` naming the first that is missing, of another shape, or has no place in such a model.
    func check(_ shape: TransformerShape) throws(ModelFileError) {
        try refuseUnknownTensors(shape.architecture, blocks: shape.layers)
        for module in modules(shape.architecture, blocks: shape.layers) { try require(module, of: shape) }
    }

    /// A module's tensors.
    ///
    /// - Throws: `ModelFileError` (`mismatched`) if one is missing or has another shape.
    func require(_ module: WeightModule, of model: TransformerShape) throws(ModelFileError) {
        let expected = module.weightShape(model)
        try require(name(of: module) + ".weight", shape: expected)
        if hasBias(module) { try require(name(of: module) + ".bias", shape: [expected[0]]) }
    }

    /// Every tensor must be one that the computation uses: another one means that the model computes something else.
    ///
    /// - Parameter blocks: how many the model has.
    /// - Throws: `ModelFileError` (`unsupported`) naming the first tensor that belongs to no module, or (`mismatched`)
    ///   if there are fewer tensors than blocks.
    func refuseUnknownTensors(_ architecture: ModelArchitecture, blocks: Int) throws(ModelFileError) {
        guard blocks <= tensorNames.count else {
            throw ModelFileError(
                .mismatched, file: path, place: "",
                problem: "\(blocks) blocks cannot lie in \(tensorNames.count) tensors",
                remedy: remedy)
        }
        var known: Set<String> = []
        for module in modules(architecture, blocks: blocks) {
            known.insert(name(of: module) + ".weight")
            if hasBias(module) { known.insert(name(of: module) + ".bias") }
        }
        if let unknown = tensorNames.first(where: { !known.contains($0) && !isIgnorable($0) }) {
            throw ModelFileError(
                .unsupported, file: path, place: "tensor \(ModelFileError.quoted(unknown))",
                problem: "has no place in a \(architecture.rawValue) model as this runtime computes it",
                remedy: "Use a plain model of \(ModelArchitecture.supportedNames), not quantised by other tools.")
        }
    }
}
