import Foundation
import Hone
import HoneCore
import Testing

/// Small files as others publish them (`Fixtures/make_published.py`).
@Suite("Trials that others publish")
struct PublishedTrialsTests {
    private struct Fixture: Decodable {
        var oboe: Data
        var lemur: Data
        var mindware: [String: Data]
        var evil: Data
        var evilStack: Data
        var plain: Data
        var tar: Data
    }

    private static func fixture() throws -> Fixture {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/published", withExtension: "json"))
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
    }

    private func entries(_ name: String, _ content: Data) throws -> [String: PastTrialsSnapshot.Entry] {
        let publication = try #require(Publication.known.first { $0.name == name })
        let read = try PackedFixtures.withFile("package", content) { try publication.trials(in: $0) }
        return Dictionary(uniqueKeysWithValues: read.entries.map { ($0.task.id, $0) })
    }

    @Test(
        "Oboe's matrix becomes a task for each model and dataset, with conditions instead of settings that are not used"
    )
    func oboe() throws {
        let entries = try entries("oboe", try Self.fixture().oboe)
        // The dataset that no list names is left out, and so are the trees that are all alike.
        #expect(
            entries.keys.sorted() == [
                "oboe/oboe_adaboost/AP_Omentum_Ovary", "oboe/oboe_gradient_boosting/AP_Omentum_Ovary",
                "oboe/oboe_kernel_svm/AP_Omentum_Ovary",
            ])
        let boosted = try #require(entries["oboe/oboe_adaboost/AP_Omentum_Ovary"])
        #expect(boosted.task.task.facts == ["rows": 275, "features": 10934])
        #expect(boosted.task.family == "adaboost" && boosted.task.licence == "BSD-3-Clause")
        #expect(boosted.trials.map(\.value) == [0.3, 0.2] && boosted.trials.map(\.seconds) == [1.5, 1.5])
        #expect(
            entries["oboe/oboe_gradient_boosting/AP_Omentum_Ovary"]?.trials.map { $0.configuration["max_features"] }
                == ["all", "log2"])
        let kernel = try #require(entries["oboe/oboe_kernel_svm/AP_Omentum_Ovary"])
        #expect(
            kernel.trials.map(\.configuration) == [
                ["C": 1, "kernel": "rbf"], ["C": 1, "kernel": "poly", "coef0": 10],
            ])
    }

    @Test("LEMUR's files by epoch become trials with the last epoch as their fidelity")
    func lemur() throws {
        let entries = try entries("nn-dataset", try Self.fixture().lemur)
        let entry = try #require(entries["nn-dataset/lemur_cnn/mnist-TinyNet"])
        #expect(entries.count == 1 && entry.trials.count == 22)
        #expect(
            entry.task.task
                == TaskDescription(
                    model: "lemur_cnn", dataset: "mnist", facts: ["rows": 60000, "classes": 10, "features": 784]))
        let first = try #require(entry.trials.first)
        #expect(
            first.configuration == [
                "batch": 1, "lr": 0.001, "momentum": 0.9, "transform": "norm", "resize": "32", "flip": false,
            ])
        #expect(first.fidelity == 2 && first.seconds == 2 && first.value == 0.3)
        #expect(entry.trials[1].configuration["flip"] == true)
        #expect(entry.trials[21].fidelity == 1)
    }

    private func importMindWare(_ files: [String: Data]) throws -> TrialDatabase {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-test-\(UUID().uuidString)")
        let inner = folder.appendingPathComponent("a/b")
        try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, content) in files { try content.write(to: inner.appendingPathComponent(name)) }
        let database = try TrialDatabase.inMemory()
        var options = ImportOptions()
        options.format = .mindware
        try database.importFile(folder.path, options: options)
        return database
    }

    @Test("MindWare's histories become errors, with who chose each configuration, and what diverged has failed")
    func mindware() throws {
        let entries = try importMindWare(try Self.fixture().mindware).snapshot().entries
        #expect(entries.map(\.task.id) == ["mindware/ridge/meta", "mindware/ridge_r2/meta"])
        let trials = try #require(entries.last).trials
        #expect(trials.map(\.origin) == ["default", "random", "local_search", "random_sorted"])
        #expect(trials.map(\.value) == [0.5, 0.25, 0.2, nil])
        #expect(trials.map(\.state) == [.complete, .complete, .complete, .failed])
        #expect(trials[1].configuration == ["alpha": 0.123457, "max_iter": 200, "solver": "saga", "tol": 0.001])
        // The variance is 4: the squared errors are four times as large, and the same run has failed.
        #expect(entries.first?.trials.map(\.value) == [2, 1, 0.8, nil])
    }

    @Test("A pickle with a class that has no business there is refused by its name, and nothing is run")
    func evil() throws {
        let fixture = try Self.fixture()
        for content in [fixture.evil, fixture.evilStack] {
            let error = #expect(throws: TrialDatabaseError.self) {
                try importMindWare(["meta-ridge_regression-r2-hpo.pkl": content])
            }
            #expect(error?.place?.hasSuffix("meta-ridge_regression-r2-hpo.pkl") == true)
            #expect(error?.problem.contains("posix.system") == true)
        }
        #expect(!FileManager.default.fileExists(atPath: "evil"))
    }

    @Test("Plain values come out of a pickle as Python wrote them")
    func plain() throws {
        let pickle = try Pickle(Array(try Self.fixture().plain), allowing: [])
        let list = try #require(pickle.node(pickle.root))
        #expect(
            list.elements.prefix(7) == [
                .none, .bool(true), .integer(-5), .integer(1 << 40), .number(0.5), .text("é"), .bytes([0x61, 0x62]),
            ])
        #expect(pickle.node(list.elements[7])?.elements == [.integer(1)])
        #expect(pickle.node(pickle.member("a", of: list.elements[8]))?.elements == [.integer(1), .integer(2)])
    }

    @Test("A pickle that was cut short or changed anywhere is an error or other values, never a crash")
    func damagedPickles() throws {
        for content in [
            try Self.fixture().plain, try #require(Self.fixture().mindware["meta-ridge_regression-r2-hpo.pkl"]),
        ] {
            let bytes = Array(content)
            for length in 0..<bytes.count {
                #expect(throws: PickleError.self) { try Pickle(Array(bytes[..<length]), allowing: Self.any) }
            }
            for index in bytes.indices {
                for change: UInt8 in [0x01, 0x80, 0xFF] {
                    var damaged = bytes
                    damaged[index] ^= change
                    _ = try? Pickle(damaged, allowing: Self.any)
                }
            }
        }
    }

    private static let any: Set<String> = ["ConfigSpace.configuration_space.Configuration"]

    @Test("Packages that are cut short or changed are errors that name the file")
    func damagedPackages() throws {
        let fixture = try Self.fixture()
        for (name, content) in [("oboe", fixture.oboe), ("nn-dataset", fixture.lemur)] {
            for length in stride(from: 8, to: content.count, by: 37) {
                let error = #expect(throws: TrialDatabaseError.self) { try entries(name, content.prefix(length)) }
                #expect(error?.place?.hasSuffix("package") == true)
            }
            for index in stride(from: 0, to: content.count, by: 11) {
                var damaged = content
                damaged[index] ^= 0x41
                do { _ = try entries(name, damaged) } catch is TrialDatabaseError {}
            }
        }
    }

    @Test("A package that is not the one that Hone knows is refused before it is read")
    func anotherPackage() throws {
        let publication = try #require(Publication.known.first)
        let database = try TrialDatabase.inMemory()
        let error = #expect(throws: TrialDatabaseError.self) {
            try PackedFixtures.withFile("oboe.tar.gz", try Self.fixture().oboe) {
                try database.importPublication(publication, from: $0)
            }
        }
        #expect(error?.problem.contains("SHA-256") == true)
        #expect(try database.statistics().trials == 0)
    }

    @Test("Members of a tar archive are found under long names too")
    func tar() throws {
        let members = try PackedFixtures.withFile("a.tar.gz", try Self.fixture().tar) {
            try TarArchive.members(of: $0) { _ in true }
        }
        #expect(members.keys.sorted() == [String(repeating: "a", count: 150) + "/x", "short"])
        #expect(members["short"] == Data(repeating: UInt8(ascii: "s"), count: 600))
    }
}
