import Foundation
import HoneCore
import HoneLanguageModel
import Testing

@Suite("The model catalogue") struct ModelCatalogTests {
    /// A catalogue entry for a few bytes, to be damaged at will.
    private let model = ModelFile(
        name: "Small", fileName: "small.gguf", byteCount: 3, sha256: SHA256.hash(of: "abc".utf8).hexadecimal,
        license: "none", source: "here")

    private func withHome(_ contents: String?, _ body: (URL) throws -> Void) throws {
        try FormatFixtures.withTemporaryFile("home") { home in
            try FileManager.default.createDirectory(
                at: HoneHome.models(in: home), withIntermediateDirectories: true)
            if let contents { try Data(contents.utf8).write(to: model.url(in: home)) }
            try body(home)
        }
    }

    @Test("finds a whole file") func findsFile() throws {
        try withHome("abc") { home in
            #expect(model.status(in: home) == .present)
            #expect(model.status(in: home, verifying: true) == .verified)
            let found = try model.locate(in: home, verifying: true)
            #expect(found.lastPathComponent == "small.gguf")
        }
    }

    @Test("names a missing file and its remedy") func missing() throws {
        try withHome(nil) { home in
            #expect(model.status(in: home) == .missing)
            let error = #expect(throws: ModelFileError.self) { try model.locate(in: home) }
            #expect(error?.description.contains("small.gguf") == true)
            #expect(error?.remedy?.contains("make setup") == true)
        }
    }

    @Test("names a file of another size at once, one of other bytes when asked to verify") func damaged() throws {
        try withHome("abcd") { home in
            let error = #expect(throws: ModelFileError.self) { try model.locate(in: home) }
            #expect(error?.description.contains("4 bytes instead of 3") == true)
        }
        try withHome("abx") { home in
            #expect(model.status(in: home) == .present)
            let error = #expect(throws: ModelFileError.self) { try model.locate(in: home, verifying: true) }
            #expect(error?.description.contains(model.sha256) == true)
            #expect(error?.remedy?.contains("fetch_weights.py") == true)
        }
    }

    @Test("takes the home from the environment") func home() {
        #expect(HoneHome.directory(environment: ["HONE_HOME": "/a/b"]).path == "/a/b")
        for environment in [[:], ["HONE_HOME": ""]] {
            #expect(HoneHome.directory(environment: environment).path.hasSuffix("/.local/share/hone"))
        }
    }

    /// Needs the weights in HONE_HOME: `make setup` fetches them.
    @Test("knows the hash of the weights that the set-up fetched") func weights() throws {
        let url = try ModelCatalog.smolLM2.locate(verifying: true)
        let file = try GGUFFile(url: url)
        #expect(file.contentHash().hexadecimal == ModelCatalog.smolLM2.sha256)
        #expect(ModelCatalog.model(sha256: file.contentHash().hexadecimal) == ModelCatalog.smolLM2)
        #expect(try file.required("llama.block_count", as: \.integer) == 30)
        #expect(try file.requiredTensor("token_embd.weight").shape == [49_152, 576])
        #expect(file.tensors.reduce(0) { $0 + $1.elementCount } > 134_000_000)
    }
}

@Suite("The models on a machine") struct ModelLibraryTests {
    private func withHome<Result>(_ body: (URL) throws -> Result) throws -> Result {
        try FormatFixtures.withTemporaryFile("home") { home in
            let folder = HoneHome.models(in: home)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for name in ["qwen3", "llama.gguf"] {
                try FileManager.default.copyItem(
                    at: ArchitectureFixture.url(name), to: folder.appendingPathComponent(name))
            }
            try Data().write(to: folder.appendingPathComponent("notes.txt"))
            return try body(home)
        }
    }

    @Test("include files and folders that the catalogue does not know") func others() throws {
        try withHome { home in
            let library = ModelLibrary(home: home)
            #expect(library.others.map(\.lastPathComponent) == ["llama.gguf", "qwen3"])
            #expect(library.names == [ModelCatalog.smolLM2.name, "llama", "qwen3"])
            #expect(try library.locate("llama") == library.others[0])
            #expect(try library.locate("llama.gguf") == library.others[0])
            #expect(try library.locate("qwen3") == library.others[1])
            #expect(try library.locate("nothing") == nil)
            let path = try ArchitectureFixture.url("qwen2.gguf")
            #expect(try library.locate(path.path)?.path == path.path)
            #expect(throws: ModelFileError.self) { try library.locate("smollm2-135m-instruct") }
        }
    }

    @Test("are found by what an adapter's card says of its base") func base() throws {
        try withHome { home in
            let library = ModelLibrary(home: home)
            var card = AdapterCard(
                baseModel: "qwen3", baseModelHash: String(repeating: "0", count: 64), layers: 2,
                lora: LoRAConfiguration(), valueRows: 10, bins: 5, snapshotHash: "", leftOut: [], datasets: [],
                steps: 1, tokens: 1, losses: [], seed: 0, createdBy: "test", notes: [:])
            let found = try library.base(of: card)
            #expect(found == library.others[1])
            card.baseModelHash = ModelCatalog.smolLM2.sha256
            #expect(throws: ModelFileError.self) { try library.base(of: card) }
        }
    }
}
