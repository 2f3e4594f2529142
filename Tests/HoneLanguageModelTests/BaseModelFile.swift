import Foundation
import HoneLanguageModel

/// The base model's weights, fetched by `make setup`; tests that need them are skipped with a reason without.
enum BaseModelFile {
    static var url: URL {
        let environment = ProcessInfo.processInfo.environment
        let home =
            environment["HONE_HOME"].map { URL(fileURLWithPath: $0) }
            ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".local/share/hone")
        return home.appendingPathComponent("models/SmolLM2-135M-Instruct.Q4_1.gguf")
    }

    static var isPresent: Bool { FileManager.default.fileExists(atPath: url.path) }

    static func weights(layers: Int? = nil) throws -> TransformerWeights {
        try TransformerWeights(GGUFFile(url: url), layers: layers)
    }
}
