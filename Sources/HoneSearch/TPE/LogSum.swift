import Foundation

/// Sums of exponentials without overflow, many at a time.
package enum LogSum {
    private typealias Lane = SIMD4<Double>

    /// log Σ exp(x). Minus infinity for no numbers, or if all are.
    ///
    /// exp is that of Cody and Waite ("Software manual for the elementary functions", 1980) in four lanes: x = n log 2 + r with
    /// |r| <= log 2 / 2, exp(r) by its Taylor series up to r^13, whose next term is below 5e-18 of the sum. The order of the sum is
    /// always the same, so the result is, too.
    package static func exponentials(_ numbers: UnsafeBufferPointer<Double>) -> Double {
        var largest = -Double.infinity
        for number in numbers where number > largest { largest = number }
        guard largest.isFinite, let base = numbers.baseAddress else { return largest }
        let raw = UnsafeRawPointer(base)
        var total = Lane()
        var place = 0
        while place + 4 <= numbers.count {
            let lane = raw.loadUnaligned(fromByteOffset: place * 8, as: Lane.self) - largest
            if any(lane .> leastThatCounts) { total += exponential(lane) }
            place += 4
        }
        var sum = total.sum()
        while place < numbers.count {
            sum += exp(numbers[place] - largest)
            place += 1
        }
        return largest + log(sum)
    }

    /// What is smaller by so much, a thousand times, is lost in rounding.
    private static let leastThatCounts = -46.0

    /// exp of four numbers that are at most 0; 0 below -700.
    @inline(__always)
    private static func exponential(_ x: Lane) -> Lane {
        let isTiny = x .< -700
        let x = x.replacing(with: -700, where: isTiny)
        // Added to a number below 2^51, this rounds it to a whole one, which then stands in the lowest bits.
        let rounding = 0x1.8p52
        let shifted = x * 1.4426950408889634 + rounding
        let n = shifted - rounding
        // log 2 in two parts, the first of which has few enough bits that n times it is exact.
        let r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33
        var p = Lane(repeating: 1.0 / 6_227_020_800)
        p = p * r + 1.0 / 479_001_600
        p = p * r + 1.0 / 39_916_800
        p = p * r + 1.0 / 3_628_800
        p = p * r + 1.0 / 362_880
        p = p * r + 1.0 / 40_320
        p = p * r + 1.0 / 5_040
        p = p * r + 1.0 / 720
        p = p * r + 1.0 / 120
        p = p * r + 1.0 / 24
        p = p * r + 1.0 / 6
        p = p * r + 0.5
        p = p * r + 1
        p = p * r + 1
        let bits = unsafeBitCast(p, to: SIMD4<UInt64>.self) &+ (unsafeBitCast(shifted, to: SIMD4<UInt64>.self) &<< 52)
        return unsafeBitCast(bits, to: Lane.self).replacing(with: 0, where: isTiny)
    }
}
