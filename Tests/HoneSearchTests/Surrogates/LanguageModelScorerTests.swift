import HoneCore
import HoneLanguageModel
import HoneNumerics
import HoneSearch
import Synchronization
import Testing

@Suite("Scores of configurations")
struct LanguageModelScorerTests {
    private func header() throws -> HeaderText {
        HeaderText(
            StudyDescription(
                name: "s", objectives: [Objective(.minimize, "loss")], task: TaskDescription(model: "mlp"),
                space: try SearchSpace([
                    Parameter("depth", .int(low: 1, high: 3, scale: .linear, step: nil)),
                    Parameter("opt", .categorical(["adam", "sgd"])),
                    Parameter("lr", .float(low: 1e-5, high: 1, scale: .log, step: nil)),
                ])))
    }

    private func rows(_ header: HeaderText, count: Int) throws -> [[RowSymbol]] {
        var generator = SeededGenerator(seed: 7)
        return try (0..<count).map { _ in
            try header.encoding.row(
                Configuration([
                    "depth": .int(1 + generator.integer(below: 3)),
                    "opt": generator.uniform() < 0.5 ? "adam" : "sgd",
                    "lr": .float(1e-5 + 0.9 * generator.uniform()),
                ]))
        }
    }

    private func distance(_ a: QuantileDensity, _ b: QuantileDensity) -> Float {
        zip(a.probabilities, b.probabilities).map { abs($0 - $1) }.max() ?? 1
    }

    @Test("Many at once, with their common beginnings computed once, say what each says alone")
    func together() async throws {
        let header = try header()
        let rows = try rows(header, count: 400)
        let scorer = try TinyScorer.make()
        let scored = try await scorer.densities(of: rows, under: header)
        #expect(scored.densities.count == 400)
        let different = Set(rows).count
        #expect(scored.cost.rows == different)
        #expect(scored.cost.tokensSaved > different)
        let single = try TinyScorer.make()
        for index in stride(from: 0, to: 400, by: 17) {
            let alone = try await single.densities(of: [rows[index]], under: header)
            #expect(distance(alone.densities[0], scored.densities[index]) < 1e-5)
        }
        let counters = try await scorer.counters()
        #expect(counters.candidateInputsComputed + counters.candidateInputsSaved == different * 4)
        #expect(counters.promptMisses == 1)
        let again = try await scorer.densities(of: rows.reversed(), under: header)
        #expect(again.densities == scored.densities.reversed())
        #expect(again.cost == LanguageModelScorer.Cost())
    }

    @Test("Progress counts the rows that were not known, up to all of them")
    func progress() async throws {
        let header = try header()
        let rows = try rows(header, count: 300)
        let scorer = try TinyScorer.make()
        _ = try await scorer.densities(of: Array(rows[..<50]), under: header)
        let reports = Mutex<[[Int]]>([])
        let scored = try await scorer.densities(of: rows, under: header) { done, total in
            reports.withLock { $0.append([done, total]) }
        }
        let seen = reports.withLock { $0 }
        let new = Set(rows).subtracting(rows[..<50]).count
        #expect(scored.cost.rows == new)
        #expect(seen.last == [new, new])
        #expect(seen.allSatisfy { $0[1] == new })
        #expect(seen.map { $0[0] } == seen.map { $0[0] }.sorted())
    }
}
