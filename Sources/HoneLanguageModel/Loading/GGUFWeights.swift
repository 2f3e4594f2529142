import HoneKernels

/// The weights in a GGUF file of a known architecture.
struct GGUFWeights: WeightSource {
    let file: GGUFFile
    let shape: TransformerShape

    var path: String { file.url.path }
    var remedy: String { GGUFFile.remedy }
    var tensorNames: [String] { file.tensors.map(\.name) }
    var hasUntiedOutput: Bool { file.tensor(named: name(of: .output) + ".weight") != nil }

    func name(of module: WeightModule) -> String {
        switch module {
        case .embedding: "token_embd"
        case .finalNorm: "output_norm"
        case .output: "output"
        case .block(let index, let module): "blk.\(index).\(module.nameInGGUF)"
        }
    }

    func shape(of tensor: String) -> [Int]? { file.tensor(named: tensor)?.shape }

    /// A bias is there if its tensor is; Qwen2's must be.
    func hasBias(_ module: WeightModule) -> Bool {
        guard case .block(_, let part) = module, part.isLinear else { return false }
        if shape.architecture.alwaysHasProjectionBiases, [.query, .key, .value].contains(part) { return true }
        return file.tensor(named: name(of: module) + ".bias") != nil
    }

    /// The rotary divisors are read with the metadata.
    func isIgnorable(_ tensor: String) -> Bool { tensor == TransformerShape.rotaryDivisors }

    func read(
        _ name: String, of module: WeightModule, into target: UnsafeMutableBufferPointer<Float>
    ) throws(ModelFileError) {
        let tensor = try file.requiredTensor(name)
        try file.requireFinite(tensor)
        if module == .embedding || module == .output, target.count >= tensor.elementCount {
            // As large as many blocks together, and read while nothing else is.
            nonisolated(unsafe) let target = target
            ComputeThreads.machine.split(tensor.rows) { rows in
                file.dequantize(
                    tensor, rows: rows,
                    into: UnsafeMutableBufferPointer(rebasing: target[(rows.lowerBound * tensor.columns)...]))
            }
        } else {
            try file.dequantize(name, into: target)
        }
        file.releasePages(of: tensor)
        guard shape.architecture.interleavesRotaryPairsInGGUF, case .block(_, let part) = module else { return }
        switch part {
        case .query: separateRotaryPairs(target, heads: shape.heads)
        case .key: separateRotaryPairs(target, heads: shape.kvHeads)
        default: break
        }
    }

    func storedRows(of module: WeightModule) throws(ModelFileError) -> StoredRows? {
        let tensor = try file.requiredTensor(name(of: module) + ".weight")
        guard tensor.type.isMultipliedAsStored else { return nil }
        try file.requireFinite(tensor)
        var pairs: Int?
        if shape.architecture.interleavesRotaryPairsInGGUF, case .block(_, let part) = module {
            pairs = part == .query || part == .key ? shape.headDimension : nil
        }
        return StoredRows(file: file, tensor: tensor, pairedHeads: pairs)
    }

    /// Row 2 i + j of each head moves to row j * half + i.
    private func separateRotaryPairs(_ rows: UnsafeMutableBufferPointer<Float>, heads: Int) {
        guard let start = rows.baseAddress else { return }
        let half = shape.headDimension / 2
        let width = rows.count / (heads * shape.headDimension)
        let old = FloatBuffer(count: shape.headDimension * width)
        for head in 0..<heads {
            let rows = start + head * shape.headDimension * width
            old.pointer.update(from: rows, count: old.count)
            for i in 0..<half {
                for j in 0..<2 {
                    (rows + (j * half + i) * width).update(from: old.pointer + (2 * i + j) * width, count: width)
                }
            }
        }
    }
}

extension TransformerWeights {
    /// Reads the first `layers` blocks (all if nil) of a model from GGUF.
    ///
    /// llama.cpp stores the rows of Llama's query and key heads so that rotary pairs are neighbours; they are put back
    /// into Hugging Face's order (first halves, then second halves), which is what PEFT adapters speak.
    ///
    /// - Throws: `ModelFileError` naming the tensor or metadata key that does not fit.
    package init(
        _ file: GGUFFile, layers: Int? = nil, storage: WeightStorage = .float32
    ) throws(ModelFileError) {
        let whole = try TransformerShape(file)
        let shape = try whole.truncated(to: layers, of: file.url.path)
        try self.init(
            reading: GGUFWeights(file: file, shape: shape), shape: shape, blocks: whole.layers, storage: storage)
    }
}
