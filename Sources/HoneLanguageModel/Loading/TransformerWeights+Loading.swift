import HoneKernels

extension TransformerWeights {
    /// Reads the first `shape.layers` blocks of a model.
    ///
    /// - Parameter blocks: how many blocks the model has.
    /// - Throws: `ModelFileError` naming the tensor that is missing, of another shape, or unknown.
    init(
        reading source: some WeightSource, shape: TransformerShape, blocks: Int, storage: WeightStorage
    ) throws(ModelFileError) {
        try source.refuseUnknownTensors(shape.architecture, blocks: blocks)
        let reader = Reader(source: source, shape: shape, storage: storage)
        self.shape = shape
        embedding = try reader.matrix([.embedding])
        untiedOutput = source.hasUntiedOutput ? try reader.matrix([.output]) : nil
        finalNorm = try reader.vector(.finalNorm)
        layers = try ComputeThreads.machine.map(shape.layers) { index throws(ModelFileError) in
            try reader.layer(index)
        }
    }

    /// Makes matrices and vectors out of a source's tensors; shapes are checked before anything is allocated.
    private struct Reader<Source: WeightSource> {
        let source: Source
        let shape: TransformerShape
        let storage: WeightStorage

        func layer(_ index: Int) throws(ModelFileError) -> Layer {
            func block(_ modules: BlockModule...) -> [WeightModule] { modules.map { .block(index, $0) } }
            return Layer(
                attentionNorm: try vector(.block(index, .attentionNorm)),
                qkv: try matrix(block(.query, .key, .value)).packed(),
                headNorms: shape.architecture.normalizesHeads
                    ? (try vector(.block(index, .queryNorm)), try vector(.block(index, .keyNorm))) : nil,
                output: try matrix(block(.attentionOutput)).packed(),
                mlpNorm: try vector(.block(index, .mlpNorm)),
                gateUp: try matrix(block(.gate, .up)).packed(),
                down: try matrix(block(.down)).packed())
        }

        func vector(_ module: WeightModule) throws(ModelFileError) -> FloatBuffer {
            try source.require(module, of: shape)
            let buffer = FloatBuffer(count: module.weightShape(shape)[0])
            try read(source.name(of: module) + ".weight", module, into: buffer, at: 0, count: buffer.count)
            return buffer
        }

        /// The modules' matrices one upon the other, with their biases if one of them has some.
        func matrix(_ modules: [WeightModule]) throws(ModelFileError) -> WeightMatrix {
            var outputs = 0
            var inputs = 0
            for module in modules {
                try source.require(module, of: shape)
                let expected = module.weightShape(shape)
                outputs += expected[0]
                inputs = expected[1]
            }
            let bias = modules.contains(where: source.hasBias) ? FloatBuffer(count: outputs) : nil
            var row = 0
            for module in modules {
                let rows = module.weightShape(shape)[0]
                if let bias, source.hasBias(module) {
                    try read(source.name(of: module) + ".bias", module, into: bias, at: row, count: rows)
                }
                row += rows
            }
            if storage == .asStored, let stored = try stored(modules) {
                return WeightMatrix(quantized: stored, storage: .asStored, bias: bias)
            }
            let buffer = FloatBuffer(count: outputs * inputs)
            row = 0
            for module in modules {
                let rows = module.weightShape(shape)[0]
                try read(
                    source.name(of: module) + ".weight", module, into: buffer, at: row * inputs, count: rows * inputs)
                row += rows
            }
            let whole = WeightMatrix(float32: buffer, outputs: outputs, inputs: inputs, bias: bias)
            return storage == .int8 ? whole.rounded() : whole
        }

        /// The modules' blocks one upon the other, quantized as they are; nil if one is stored in another way.
        private func stored(_ modules: [WeightModule]) throws(ModelFileError) -> [QuantizedMatrix]? {
            var parts: [StoredRows] = []
            for module in modules {
                guard let rows = try source.storedRows(of: module) else { return nil }
                parts.append(rows)
            }
            return QuantizedMatrix.packing(parts)
        }

        private func read(
            _ name: String, _ module: WeightModule, into buffer: FloatBuffer, at offset: Int, count: Int
        ) throws(ModelFileError) {
            try source.read(
                name, of: module, into: UnsafeMutableBufferPointer(start: buffer.pointer + offset, count: count))
        }
    }
}
