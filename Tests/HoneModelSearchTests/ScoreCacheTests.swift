import Foundation
import HoneModelSearch
import HoneSearch
import Testing

@Suite("Scores on disk")
struct ScoreCacheTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "hone-cache-\(UUID().uuidString)")

    private func cache(header: String = "h") -> ScoreCache {
        ScoreCache(folder: folder, adapterHash: "a", header: header, symbols: 2, bins: 3)
    }

    @Test("What was stored is read back, torn writes and foreign files are not")
    func roundTrip() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let row: [RowSymbol] = [.value(3), .code("a")]
        let other: [RowSymbol] = [.value(3), .inactive]
        var first = cache()
        first.insert([(row: row, density: QuantileDensity(weights: [1, 2, 1]))])
        first.insert([(row: other, density: QuantileDensity(weights: [3, 0, 1]))])
        #expect(cache()[row] == QuantileDensity(weights: [1, 2, 1]))
        #expect(cache()[other] == QuantileDensity(weights: [3, 0, 1]))
        #expect(cache(header: "another")[row] == nil)
        let file = try #require(
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .first { try Data(contentsOf: $0).count > 110 })
        let whole = try Data(contentsOf: file)
        try whole.dropLast(5).write(to: file)
        #expect(cache()[row] != nil)
        #expect(cache()[other] == nil)
        var damaged = whole
        damaged[damaged.count - 10] ^= 0xFF
        try damaged.write(to: file)
        #expect(cache()[other] == nil)
        var again = cache()
        again.insert([(row: other, density: QuantileDensity(weights: [3, 0, 1]))])
        #expect(cache()[other] != nil)
    }

    @Test("A folder that cannot be made costs the disk, not the scores")
    func unwritable() {
        var cache = ScoreCache(
            folder: URL(fileURLWithPath: "/dev/null/scores"), adapterHash: "a", header: "h", symbols: 1, bins: 2)
        cache.insert([(row: [.value(1)], density: QuantileDensity(weights: [1, 1]))])
        #expect(cache[[.value(1)]] == QuantileDensity(weights: [1, 1]))
    }
}
