import Foundation
import Hone
import HoneCore
import HoneLanguageModel
import HoneSearch
import Testing

/// The suggestions of the same studies, histories and seeds, stored once: they change only on purpose.
///
/// `HONE_RECORD_SUGGESTIONS=FOLDER` writes them instead of comparing. Between machines the last digits may differ with the
/// kernels of BLAS and of the model; `HONE_EXACT_SUGGESTIONS=1` asks for equal bits, on the machine that recorded them.
@Suite("The same seeds give the suggestions that they always gave")
struct GoldenSuggestionsTests {
    @Test("by the optimisers that need nothing but the study", arguments: ["random", "gp"])
    func classical(name: String) async throws {
        try await compare(name, OptimizerRegistry())
    }

    /// The adapter that `make setup` installs, and its base model.
    private static let home = HoneHome.directory()
    private static var isSetUp: Bool {
        ModelCatalog.smolLM2.status(in: home) == .present && AdapterLibrary(home: home).locate("tabular") != nil
    }

    @Test(
        "by the optimisers that ask the language model",
        .enabled(if: isSetUp, "needs the weights and the adapter: make setup"))
    func languageModel() async throws {
        let folder = try #require(AdapterLibrary(home: Self.home).locate("tabular"))
        let adapter = try LoadedAdapter(
            folder: folder, baseModel: ModelCatalog.smolLM2.url(in: Self.home), scoreFolder: nil)
        var registry = OptimizerRegistry()
        registry.register(adapter.prior)
        for name in ["lm-only", "lm"] { try await compare(name, registry) }
    }

    private func compare(_ name: String, _ registry: OptimizerRegistry) async throws {
        var suggestions: [String: [GoldenSuggestion]] = [:]
        for study in try GoldenStudy.all() {
            var description = study.description
            description.optimizer = OptimizerChoice(name: name)
            let optimizer = try registry.optimizer(for: description, source: study.source)
            var run = GoldenRun(study)
            suggestions[study.name] = try await run.suggestions(of: optimizer)
        }
        let environment = ProcessInfo.processInfo.environment
        if let folder = environment["HONE_RECORD_SUGGESTIONS"] {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(suggestions).write(to: URL(fileURLWithPath: folder).appending(path: "\(name).json"))
            return
        }
        let url = try #require(
            Bundle.module.url(
                forResource: name, withExtension: "json", subdirectory: "Fixtures/golden-suggestions"))
        let stored = try JSONDecoder().decode([String: [GoldenSuggestion]].self, from: Data(contentsOf: url))
        #expect(suggestions.keys.sorted() == stored.keys.sorted())
        let tolerance = environment["HONE_EXACT_SUGGESTIONS"] == "1" ? 0 : 1e-5
        for (study, expected) in stored {
            let made = suggestions[study] ?? []
            #expect(made.count == expected.count, "\(name), \(study)")
            for (index, (now, then)) in zip(made, expected).enumerated() {
                #expect(now.agrees(with: then, tolerance: tolerance), "\(name), \(study), suggestion \(index)")
            }
        }
    }
}
