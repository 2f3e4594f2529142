extension NameProjection {
    func tensors(_ prefix: String) -> [TensorFile.Tensor] {
        [
            TensorFile.Tensor("\(prefix).means", shape: [inputs], values: means),
            TensorFile.Tensor("\(prefix).deviations", shape: [inputs], values: deviations),
            TensorFile.Tensor("\(prefix).matrix", shape: [inputs, components], values: matrix),
        ]
    }

    init(tensors file: TensorFile, prefix: String, components: Int, file name: String) throws(ReaderError) {
        let inputs = file["\(prefix).means"]?.values.count ?? 0
        let deviations = try file.values("\(prefix).deviations", shape: [inputs], of: name)
        guard inputs > 0, deviations.allSatisfy({ $0 > 0 }) else {
            throw ReaderError(name, "'\(prefix)' has deviations that are not above 0")
        }
        self.init(
            means: try file.values("\(prefix).means", shape: [inputs], of: name), deviations: deviations,
            matrix: try file.values("\(prefix).matrix", shape: [inputs, components], of: name), components: components)
    }
}
