import Foundation
import HoneNumerics
import HoneSearch
import Testing

/// e^x, for tests that do not import Foundation.
func exponential(_ x: Double) -> Double { exp(x) }

struct LogSumTests {
    @Test func equalsTheSumOfLibraryExponentials() {
        var generator = SeededGenerator(seed: 1)
        for count in [1, 3, 4, 5, 100, 1001] {
            for spread in [1e-3, 1, 30, 800] {
                let numbers = (0..<count).map { _ in generator.normal() * spread }
                let largest = numbers.max() ?? 0
                let expected = largest + log(numbers.reduce(0) { $0 + exp($1 - largest) })
                let found = numbers.withUnsafeBufferPointer(LogSum.exponentials)
                #expect(abs(found - expected) <= 1e-14 * max(1, abs(expected)))
            }
        }
    }

    @Test func nothingSumsToMinusInfinity() {
        #expect([Double]().withUnsafeBufferPointer(LogSum.exponentials) == -.infinity)
        #expect([-Double.infinity, -.infinity].withUnsafeBufferPointer(LogSum.exponentials) == -.infinity)
        #expect([-Double.infinity, 0].withUnsafeBufferPointer(LogSum.exponentials) == 0)
    }
}
