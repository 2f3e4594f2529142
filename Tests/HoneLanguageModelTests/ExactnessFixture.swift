import Foundation
import HoneLanguageModel
import Testing

/// Logits of the base model in float64 and how far PyTorch's float32 is from them (Fixtures/make_exactness_fixture.py).
struct ExactnessFixture: Decodable {
    /// PyTorch's largest error at each position of a sequence of some length.
    struct Single: Decodable {
        var length: Int
        var errors: [Double]
    }
    /// A sequence read at its end.
    struct Row: Decodable {
        var tokens: [Int]
        var logits: [Double]
        var errors: [Double]
    }
    var positions: [Int]
    /// The stored entries of each position.
    var tokens: [[Int]]
    var logits: [[Double]]
    var float32: [Single]
    /// Continuations of the sequence's first 300 tokens.
    var rows: [Row]
    /// Tokens all by themselves.
    var singles: [Row]

    static let rowLengths = [1, 2, 5, 9, 17, 40]
    static let singleTokens = TransformerFixture.integers(24, 21, vocabulary).map(InputRow.token)
    static let vocabulary = 49152
    static let prefix = 300
    static let sequence = TransformerFixture.integers(2048, 11, vocabulary).map(InputRow.token)
    static func row(_ number: Int, _ length: Int) -> [InputRow] {
        TransformerFixture.integers(length, 500 + number, vocabulary).map(InputRow.token)
    }

    static func load() throws -> ExactnessFixture {
        let url = Bundle.module.url(forResource: "Fixtures", withExtension: nil)?
            .appendingPathComponent("exactness.json")
        return try JSONDecoder().decode(ExactnessFixture.self, from: Data(contentsOf: #require(url)))
    }

    func positions(below length: Int) -> [Int] { positions.filter { $0 < length } }

    /// Beginning, middle and end of the context apart: errors are largest where few tokens are averaged.
    static let bands = [0..<64, 64..<1023, 1023..<2048]

    /// Checks our logits, `[positions below length, vocabulary]`, against twice PyTorch's error in each band of
    /// positions.
    func check(_ ours: [Float], length: Int, _ what: String) throws {
        let kept = positions(below: length)
        #expect(ours.count == kept.count * Self.vocabulary)
        let single = try #require(float32.first { $0.length == length })
        for band in Self.bands {
            let indices = kept.indices.filter { band.contains(kept[$0]) }
            guard !indices.isEmpty else { continue }
            let error = indices.map { Self.error(ours, row: $0, tokens[$0], logits[$0]) }.max() ?? .infinity
            // One token by itself is one draw of rounding errors, hence compared with all of those.
            let alone = length == 1 ? singles.flatMap(\.errors) : []
            let peer = (indices.map { single.errors[$0] } + alone).max() ?? 0
            #expect(
                error <= 2 * peer, "\(what), \(length) tokens, positions \(band): \(error) against PyTorch's \(peer)")
            Self.report(what, length, band, error, peer)
        }
    }

    static func error(_ ours: [Float], row: Int, _ tokens: [Int], _ exact: [Double]) -> Double {
        zip(tokens, exact).map { abs(Double(ours[row * vocabulary + $0]) - $1) }.max() ?? .infinity
    }

    /// Prints the figures where asked: HONE_REPORT_EXACTNESS=1.
    static func report(_ what: String, _ length: Int, _ band: Range<Int>, _ error: Double, _ peer: Double) {
        guard ProcessInfo.processInfo.environment["HONE_REPORT_EXACTNESS"] != nil else { return }
        print("exactness: \(what), \(length) tokens, positions \(band): \(error) / \(peer) = \(error / peer)")
    }
}
