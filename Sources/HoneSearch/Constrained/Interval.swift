import Foundation

/// All numbers between two ends, and whether "not a number" is among them. Its arithmetic gives an interval that holds every
/// result that the same operation has on single numbers of the operands.
///
/// Sums and products of `Double` grow with their operands even where they round, so that the ends of an exact operation need
/// no widening; those of logarithms and powers get a few units in the last place.
struct Interval: Sendable, Hashable {
    var low: Double
    var high: Double
    var mayBeNaN = false

    init(_ low: Double, _ high: Double, mayBeNaN: Bool = false) {
        self.low = low
        self.high = high
        self.mayBeNaN = mayBeNaN
    }

    init(_ point: Double) { self = point.isNaN ? .notANumber : Interval(point, point) }

    /// No number at all.
    static let notANumber = Interval(.infinity, -.infinity, mayBeNaN: true)
    static let anything = Interval(-.infinity, .infinity, mayBeNaN: true)

    var isEmpty: Bool { low > high }

    /// The hull of what an operation makes of the ends; anything where one of them is not a number.
    private static func hull(_ ends: [Double], mayBeNaN: Bool) -> Interval {
        guard !ends.contains(where: \.isNaN), let low = ends.min(), let high = ends.max() else { return .anything }
        return Interval(low, high, mayBeNaN: mayBeNaN)
    }

    private static func combine(_ a: Interval, _ b: Interval, _ operation: (Double, Double) -> Double) -> Interval {
        guard !a.isEmpty, !b.isEmpty else { return .notANumber }
        let ends = [
            operation(a.low, b.low), operation(a.low, b.high), operation(a.high, b.low), operation(a.high, b.high),
        ]
        return hull(ends, mayBeNaN: a.mayBeNaN || b.mayBeNaN)
    }

    static func + (a: Interval, b: Interval) -> Interval { combine(a, b, +) }
    static func - (a: Interval, b: Interval) -> Interval { combine(a, b, -) }
    static func * (a: Interval, b: Interval) -> Interval { combine(a, b, *) }

    static func / (a: Interval, b: Interval) -> Interval {
        guard !a.isEmpty, !b.isEmpty else { return .notANumber }
        guard b.low > 0 || b.high < 0 else { return .anything }
        return combine(a, b, /)
    }

    prefix static func - (a: Interval) -> Interval {
        a.isEmpty ? .notANumber : Interval(-a.high, -a.low, mayBeNaN: a.mayBeNaN)
    }

    var floor: Interval {
        isEmpty ? .notANumber : Interval(low.rounded(.down), high.rounded(.down), mayBeNaN: mayBeNaN)
    }

    var magnitude: Interval {
        guard !isEmpty else { return .notANumber }
        let ends = [low.magnitude, high.magnitude]
        return Interval(
            low <= 0 && high >= 0 ? 0 : Swift.min(ends[0], ends[1]), Swift.max(ends[0], ends[1]), mayBeNaN: mayBeNaN)
    }

    var logarithm: Interval {
        guard !isEmpty, high >= 0 else { return .notANumber }
        return Interval(log(Swift.max(low, 0)), log(high), mayBeNaN: mayBeNaN || low < 0).widened
    }

    func power(_ exponent: Interval) -> Interval {
        guard !isEmpty, !exponent.isEmpty else { return .notANumber }
        if low > 0 { return Self.combine(self, exponent, pow).widened }
        // Of a negative base only whole powers are numbers; odd ones rise, even ones rise with the magnitude.
        guard exponent.low == exponent.high, exponent.low == exponent.low.rounded(), exponent.low > 0 else {
            return .anything
        }
        let isOdd = exponent.low.truncatingRemainder(dividingBy: 2) != 0
        return Self.combine(isOdd ? self : magnitude, exponent, pow).widened
    }

    /// The remainder with the divisor's sign.
    func remainder(_ divisor: Interval) -> Interval {
        guard !isEmpty, !divisor.isEmpty else { return .notANumber }
        guard divisor.low > 0, low.isFinite, high.isFinite else { return .anything }
        return Interval(0, divisor.high, mayBeNaN: mayBeNaN || divisor.mayBeNaN)
    }

    static func min(_ a: Interval, _ b: Interval) -> Interval { extreme(a, b, Swift.min) }
    static func max(_ a: Interval, _ b: Interval) -> Interval { extreme(a, b, Swift.max) }

    /// What becomes of a NaN among the operands depends on where it stands; it may be anything.
    private static func extreme(_ a: Interval, _ b: Interval, _ choose: (Double, Double) -> Double) -> Interval {
        guard !a.isEmpty, !b.isEmpty, !a.mayBeNaN, !b.mayBeNaN else { return .anything }
        return Interval(choose(a.low, b.low), choose(a.high, b.high))
    }

    private var widened: Interval {
        guard !isEmpty else { return self }
        func slack(_ end: Double) -> Double { end.isFinite ? 8 * end.ulp : 0 }
        return Interval(low - slack(low), high + slack(high), mayBeNaN: mayBeNaN)
    }
}
