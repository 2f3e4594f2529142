import Foundation
import HoneLanguageModel
import Testing

/// The formula behind the inputs of fixtures that transformers and PEFT answered, and the answers' layout.
enum TransformerFixture {
    struct Logits: Decodable {
        var length: Int
        var positions: [Int]
        var tokens: [Int]
        var values: [Double]
        var norm: Double
    }
    struct Gradient: Decodable {
        var name: String
        var norm: Double
        var entries: [Double]
    }

    static let layers = 10
    static let bins = 20
    static let valueRows = 100
    static let colon = 42

    /// Pseudo-random numbers in [-0.5, 0.5): a multiplicative hash of index and salt.
    static func wave(_ count: Int, _ salt: Int) -> [Double] {
        (0..<count).map { index in
            var k = (UInt64(index) &+ UInt64(salt) &* 1_000_003) &* 2_654_435_761
            k = (k ^ (k >> 15)) &* 2_246_822_519
            return Double((k >> 8) % (1 << 24)) / Double(1 << 24) - 0.5
        }
    }

    static func integers(_ count: Int, _ salt: Int, _ bound: Int) -> [Int] {
        wave(count, salt).map { Int(($0 + 0.5) * Double(bound)) }
    }

    /// `sequence(number)` of Fixtures/make_training_fixture.py.
    static func header(_ number: Int) -> [InputRow] {
        integers(20 + 7 * number, 6000 + number, 49152).map(InputRow.token)
    }

    static func rows(_ number: Int) -> [[InputRow]] {
        (0..<11).map { row in
            integers(3 + row % 3, 7000 + 100 * number + row, valueRows).map(InputRow.value) + [.token(colon)]
        }
    }

    /// Soft labels, `[11, bins]`.
    static func labels(_ number: Int) -> [Float] {
        wave(11, 8000 + number).flatMap { y in
            let weights = (0..<bins).map { bin in
                let distance = ((Double(bin) + 0.5) / Double(bins) - (y + 0.5)) / 0.06
                return exp(-0.5 * distance * distance)
            }
            let sum = weights.reduce(0, +)
            return weights.map { Float($0 / sum) }
        }
    }

    static let valueRowWeights: [Float] = wave(valueRows * 576, 5001).map { Float($0 * 0.2) }
}
