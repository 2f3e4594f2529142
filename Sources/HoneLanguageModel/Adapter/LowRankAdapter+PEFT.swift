import Foundation
import HoneKernels

extension LowRankAdapter {
    static let weightsName = "adapter_model.safetensors"
    private static let pickleName = "adapter_model.bin"
    private static let remedy =
        "Save a plain LoRA of the linear layers with PEFT's `save_pretrained`, for this base model."

    /// Whether a folder holds an adapter in PEFT's layout.
    package static func isPEFT(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(PEFTConfiguration.fileName).path)
    }

    /// Reads the folder that PEFT's `save_pretrained` writes: plain LoRA on linear layers, in F32, F16 or BF16, ranks and
    /// scales by module included.
    ///
    /// - Parameter shape: of the base model.
    /// - Returns: the adapter, and what its configuration calls the base model.
    /// - Throws: `ModelFileError` naming the file, the key or tensor, and the remedy: anything but plain LoRA, matrices
    ///   that do not fit the base model or the configuration, numbers that are not finite, pickled weights.
    package static func readingPEFT(_ folder: URL, shape: TransformerShape) throws(ModelFileError) -> (
        adapter: LowRankAdapter, baseModel: String?
    ) {
        let configurationFile = folder.appendingPathComponent(PEFTConfiguration.fileName)
        let configuration = try PEFTConfiguration(contentsOf: configurationFile)
        let selection = try PEFTModuleSelection(configuration, file: configurationFile.path)
        let weights = folder.appendingPathComponent(weightsName)
        let pickle = folder.appendingPathComponent(pickleName)
        if !FileManager.default.fileExists(atPath: weights.path), FileManager.default.fileExists(atPath: pickle.path) {
            throw ModelFileError(
                .unsupported, file: pickle.path, place: "",
                problem: "is a Python pickle, which can run code when it is read; Hone reads safetensors alone",
                remedy: "Load it in PEFT and save it again with save_pretrained(..., safe_serialization=True).")
        }
        let file = try SafetensorsFile(url: weights)
        let modules = try self.modules(of: file, shape: shape, selection: selection)
        return (LowRankAdapter(modules: modules), configuration.baseModel)
    }

    private static func modules(
        of file: SafetensorsFile, shape: TransformerShape, selection: PEFTModuleSelection
    ) throws(ModelFileError) -> [Module] {
        func mismatch(_ place: String, _ problem: String) -> ModelFileError {
            ModelFileError(.mismatched, file: file.url.path, place: place, problem: problem, remedy: remedy)
        }
        // Names first: nothing is read for a file that holds anything else.
        var names: [String: TensorName] = [:]
        for tensor in file.tensors {
            let name = try TensorName(tensor.name, file: file.url.path)
            guard name.layer < shape.layers else {
                throw mismatch(
                    "tensor \(ModelFileError.quoted(tensor.name))", "the base model has \(shape.layers) blocks")
            }
            guard selection.contains(name.module, layer: name.layer) else {
                throw mismatch(
                    "tensor \(ModelFileError.quoted(tensor.name))",
                    "is not among the modules that \(PEFTConfiguration.fileName) names")
            }
            names[name.module] = name
        }
        let prefixes = Set(names.values.map(\.modulePrefix))
        guard let prefix = prefixes.first else { throw mismatch("the tensors", "there are none") }
        guard prefixes.count == 1 else {
            throw mismatch("the tensors", "some names have 'model.' before 'layers', some not")
        }
        try checkComplete(names, prefix: prefix, shape: shape, selection: selection, mismatch)
        var modules: [Module] = []
        for name in names.values.sorted(by: { $0.module < $1.module }) {
            let (rank, scale) = try selection.rankAndScale(of: name.module)
            let (input, output) = shape.widths(of: name.target)
            let a = try values(file, name.path + ".lora_A.weight", shape: [rank, input])
            let b = try values(file, name.path + ".lora_B.weight", shape: [output, rank])
            guard Float(scale).isFinite else {
                throw mismatch("module \(ModelFileError.quoted(name.module))", "its scale is too large")
            }
            modules.append(
                Module(
                    layer: name.layer, target: name.target, rank: rank, scale: Float(scale), a: a, b: b, input: input,
                    output: output))
        }
        return modules
    }

    /// A module that the configuration names and the file lacks would silently do nothing.
    private static func checkComplete(
        _ names: [String: TensorName], prefix: String, shape: TransformerShape, selection: PEFTModuleSelection,
        _ mismatch: (String, String) -> ModelFileError
    ) throws(ModelFileError) {
        for layer in 0..<shape.layers {
            for target in LoRATarget.allCases {
                let module = "\(prefix)layers.\(layer).\(target.modulePath)"
                guard selection.contains(module, layer: layer), names[module] == nil else { continue }
                throw mismatch(
                    "module '\(module)'", "has no matrices here although \(PEFTConfiguration.fileName) names it")
            }
        }
    }

    private static func values(_ file: SafetensorsFile, _ name: String, shape: [Int]) throws(ModelFileError)
        -> FloatBuffer
    {
        let values = try file.floats(name, shape: shape)
        guard values.allSatisfy({ $0.magnitude <= Dequantization.largestWeight }) else {
            throw ModelFileError(
                .malformed, file: file.url.path, place: "tensor '\(name)'",
                problem: "holds numbers that are not finite, or too large for weights", remedy: remedy)
        }
        return FloatBuffer(values)
    }

    /// The parts of a name such as `base_model.model.model.layers.3.mlp.up_proj.lora_A.weight`.
    private struct TensorName {
        /// Up to the module, as in the file.
        let path: String
        /// The module's name within the base model.
        let module: String
        let layer: Int
        let target: LoRATarget
        /// What stands before `layers` in the module's name: `model.`, or nothing for a model without an output.
        var modulePrefix: String { module.hasPrefix("model.") ? "model." : "" }

        private static let wrapper = "base_model.model."
        /// Ends of names that tell what else PEFT trained.
        private static let others: [(part: String, what: String)] = [
            ("lora_magnitude_vector", "a weight decomposition (DoRA)"), ("lora_embedding_", "a trained embedding"),
            ("bias", "a trained bias"), ("modules_to_save", "a module trained as a whole"),
            ("lm_head", "an output matrix"), ("embed_tokens", "an embedding"),
            ("value_rows", "value rows of an adapter of Hone, whose card.json is missing"),
            ("head.", "the head of an adapter of Hone, whose card.json is missing"),
        ]

        init(_ name: String, file: String) throws(ModelFileError) {
            var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard name.hasPrefix(Self.wrapper), parts.count >= 8, parts.popLast() == "weight",
                let matrix = parts.popLast(), matrix == "lora_A" || matrix == "lora_B"
            else { throw Self.refusal(name, file) }
            path = parts.joined(separator: ".")
            let module = parts.dropFirst(2).joined(separator: ".")
            parts.removeFirst(parts[2] == "model" ? 3 : 2)
            guard parts.count == 4, parts[0] == "layers", let layer = Int(parts[1]), layer >= 0,
                String(layer) == parts[1], let target = LoRATarget(rawValue: parts[3]),
                target.modulePath == "\(parts[2]).\(parts[3])"
            else { throw Self.refusal(name, file) }
            self.module = module
            self.layer = layer
            self.target = target
        }

        private static func refusal(_ name: String, _ file: String) -> ModelFileError {
            let what = others.first { name.contains($0.part) }?.what
            return ModelFileError(
                .unsupported, file: file, place: "tensor \(ModelFileError.quoted(name, limit: 100))",
                problem: what.map { "is \($0), which Hone cannot apply" }
                    ?? "is no low-rank matrix of a linear layer that Hone knows",
                remedy: remedy)
        }
    }
}
