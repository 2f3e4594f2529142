import Foundation
import Hone
import HoneCore
import Testing

@Suite("Who chose a configuration")
struct OriginTests {
    private func trial(_ value: Double?, _ origin: String?, state: TrialState = .complete) -> PastTrial {
        PastTrial(
            id: UUID().uuidString, configuration: ["x": 1], value: value, state: state,
            failure: state == .failed ? TrialFailure(.exit, "") : nil, origin: origin)
    }

    @Test("Weighted, the trials of a search are spread over good and bad as random ones are")
    func spread() {
        let random = (0..<50).map { trial(Double($0) / 50, "random") }
        // A search that went for the best fifth.
        let searched = (0..<150).map { trial(Double($0) / 750, "local_search") }
        let trials = random + searched
        let weights = OriginWeights(trials).values
        #expect(abs(weights.reduce(0, +) / 200 - 1) < 1e-12)
        for part in 0..<5 {
            let range = Double(part) / 5..<Double(part + 1) / 5
            let share = zip(trials, weights).reduce(0) { range.contains($1.0.value ?? -1) ? $0 + $1.1 : $0 } / 200
            #expect(abs(share - 0.2) < 0.02, "\(part): \(share)")
        }
        #expect(weights.allSatisfy { $0 > 0 })
    }

    @Test("Trials weigh alike where all or too few were chosen at random, and where nobody says")
    func even() {
        let random = (0..<40).map { trial(Double($0), "random") }
        #expect(OriginWeights(random).values == [Double](repeating: 1, count: 40))
        let searched = (0..<40).map { trial(Double($0), "gp") }
        #expect(OriginWeights(searched).values == [Double](repeating: 1, count: 40))
        #expect(OriginWeights(searched + random.prefix(9)).values == [Double](repeating: 1, count: 49))
        #expect(OriginWeights((0..<40).map { trial(Double($0), nil) }).values == [Double](repeating: 1, count: 40))
        #expect(OriginWeights([]).values.isEmpty)
    }

    @Test("Equal values, failures and a direction that is turned round change nothing that they should not")
    func edges() {
        let flat = (0..<20).map { trial(1, $0 < 12 ? "random" : "gp") }
        #expect(OriginWeights(flat).values.allSatisfy { abs($0 - 1) < 1e-12 })
        let trials =
            (0..<60).map { trial(Double($0 % 20), $0 < 20 ? "random" : "gp") } + [trial(nil, "gp", state: .failed)]
        let weights = OriginWeights(trials).values
        #expect(weights.last == 1)
        var turned = trials
        for index in turned.indices { turned[index].value = turned[index].value.map { -$0 } }
        #expect(zip(OriginWeights(turned).values, weights).allSatisfy { abs($0 - $1) < 0.5 })
    }

    @Test("The origin is kept by files and databases, and the hash of data without one stays what it was")
    func kept() throws {
        var entry = try DatabaseFixtures.entry(dataset: "wine")
        let database = try TrialDatabase.inMemory()
        try database.add([entry])
        let before = try database.snapshot().hash
        entry.trials[0].origin = "random"
        entry.trials[1].origin = "gp"
        let other = try TrialDatabase.inMemory()
        try other.add([entry])
        let snapshot = try other.snapshot()
        #expect(snapshot.entries.first?.trials.map(\.origin) == ["random", "gp", nil])
        #expect(snapshot.hash != before)
        var lines = ""
        try other.export { lines += $0 + "\n" }
        let copy = try TrialDatabase.inMemory()
        try DatabaseFixtures.withFile("export.jsonl", lines) { _ = try copy.importFile($0) }
        #expect(try copy.snapshot().hash == snapshot.hash)
    }
}
