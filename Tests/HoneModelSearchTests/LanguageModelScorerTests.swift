import HoneCore
import HoneLanguageModel
import HoneModelSearch
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
        #expect(counters.scoring.candidateInputsComputed + counters.scoring.candidateInputsSaved == different * 4)
        #expect(counters.scoring.promptMisses == 1)
        #expect(counters.scoresKnown == 0 && counters.scoresComputed == different)
        let again = try await scorer.densities(of: rows.reversed(), under: header)
        #expect(again.densities == scored.densities.reversed())
        #expect(again.cost == DensityCost())
        #expect(try await scorer.counters().scoresKnown == 400)
    }

    @Test("Scores of the header used least recently leave the memory first")
    func bounded() async throws {
        func header(_ name: Int) throws -> HeaderText {
            HeaderText(
                StudyDescription(
                    name: "s", objectives: [Objective(.minimize, "loss")],
                    task: TaskDescription(model: "program \(name)"),
                    space: try SearchSpace([Parameter("depth", .int(low: 1, high: 3, scale: .linear, step: nil))])))
        }
        let scorer = try TinyScorer.make()
        let row: [[RowSymbol]] = [[.value(3)]]
        let first = try await scorer.densities(of: row, under: header(0)).densities
        for name in 1..<64 { _ = try await scorer.densities(of: row, under: header(name)) }
        // 64 headers fit; the first becomes the latest used, so the second is dropped.
        #expect(try await scorer.densities(of: row, under: header(0)).cost.rows == 0)
        _ = try await scorer.densities(of: row, under: header(64))
        #expect(try await scorer.counters().headersDropped == 1)
        #expect(try await scorer.densities(of: row, under: header(0)).densities == first)
        #expect(try await scorer.densities(of: row, under: header(2)).cost.rows == 0)
        #expect(try await scorer.densities(of: row, under: header(1)).cost.rows == 1)
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
