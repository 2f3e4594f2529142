/// Minimises a smooth function within a box by limited-memory BFGS.
///
/// The direction comes from the two-loop recursion (Nocedal and Wright, "Numerical Optimization", 2006, algorithm 7.4) over
/// the variables that are free to move, the step from a backtracking search along the projected path (the Armijo rule of
/// Bertsekas, "Projected Newton methods for optimization problems with simple constraints", 1982). No random numbers, no
/// state: the same start gives the same end.
package struct BoundedMinimizer: Sendable {
    /// Pairs of steps and gradient changes that are kept.
    package var memory = 10
    package var maximumIterations = 60
    /// Ends when no free variable's derivative is larger.
    package var gradientTolerance = 1e-5
    /// Ends when an iteration lowers the function by less than this part of its size.
    package var valueTolerance = 1e-9

    package init() {}

    package struct Result: Sendable {
        package var point: [Double]
        package var value: Double
        package var iterations: Int
        package var evaluations: Int
    }

    /// - Parameters:
    ///   - start: moved into the box first.
    ///   - lower: each variable's least value, and `upper` its largest.
    ///   - function: gives the value at a point and writes the derivatives into the second argument. A value that is not
    ///     finite marks a point that must not be accepted.
    package func minimize(
        from start: [Double], lower: [Double], upper: [Double],
        _ function: (_ point: [Double], _ gradient: inout [Double]) -> Double
    ) -> Result {
        let count = start.count
        func project(_ point: inout [Double]) {
            for i in 0..<count { point[i] = min(max(point[i], lower[i]), upper[i]) }
        }
        var point = start
        project(&point)
        var gradient = [Double](repeating: 0, count: count)
        var value = function(point, &gradient)
        var evaluations = 1
        var pairs: [Pair] = []
        var trial = point
        var trialGradient = gradient
        for iteration in 0..<maximumIterations {
            // A variable at a bound that the gradient presses against it stays there.
            let isFree = (0..<count).map { i in
                !(point[i] <= lower[i] && gradient[i] > 0) && !(point[i] >= upper[i] && gradient[i] < 0)
            }
            let steepest = (0..<count).map { isFree[$0] ? abs(gradient[$0]) : 0 }.max() ?? 0
            guard value.isFinite, steepest > gradientTolerance else {
                return Result(point: point, value: value, iterations: iteration, evaluations: evaluations)
            }
            var direction = Self.direction(gradient, isFree, pairs)
            if Self.dot(direction, gradient) >= 0 {
                pairs.removeAll()
                direction = (0..<count).map { isFree[$0] ? -gradient[$0] : 0 }
            }
            // Without curvature the gradient's length means nothing: begin with a move of at most one unit.
            var step = pairs.isEmpty ? min(1, 1 / max(steepest, 1e-300)) : 1
            var isAccepted = false
            for _ in 0..<Self.backtrackLimit {
                for i in 0..<count { trial[i] = point[i] + step * direction[i] }
                project(&trial)
                let trialValue = function(trial, &trialGradient)
                evaluations += 1
                let expected = (0..<count).reduce(0.0) { $0 + gradient[$1] * (trial[$1] - point[$1]) }
                if trialValue.isFinite, trialValue <= value + Self.sufficientDecrease * expected, expected < 0 {
                    let pair = Pair(from: point, to: trial, gradient, trialGradient)
                    if pair.curvature > 1e-10 * Self.dot(pair.step, pair.step) {
                        pairs.append(pair)
                        if pairs.count > memory { pairs.removeFirst() }
                    }
                    let decrease = value - trialValue
                    swap(&point, &trial)
                    swap(&gradient, &trialGradient)
                    value = trialValue
                    isAccepted = decrease > valueTolerance * max(abs(value), 1)
                    break
                }
                step *= Self.backtrackFactor
            }
            if !isAccepted {
                return Result(point: point, value: value, iterations: iteration + 1, evaluations: evaluations)
            }
        }
        return Result(point: point, value: value, iterations: maximumIterations, evaluations: evaluations)
    }

    private static let sufficientDecrease = 1e-4
    private static let backtrackFactor = 0.4
    private static let backtrackLimit = 25

    private struct Pair {
        var step: [Double]
        var change: [Double]
        var curvature: Double

        init(from a: [Double], to b: [Double], _ gradientA: [Double], _ gradientB: [Double]) {
            step = zip(b, a).map { $0 - $1 }
            change = zip(gradientB, gradientA).map { $0 - $1 }
            curvature = BoundedMinimizer.dot(step, change)
        }
    }

    private static func direction(_ gradient: [Double], _ isFree: [Bool], _ pairs: [Pair]) -> [Double] {
        var q = zip(gradient, isFree).map { $1 ? $0 : 0 }
        var weights: [Double] = []
        for pair in pairs.reversed() {
            let weight = dot(pair.step, q) / pair.curvature
            for i in q.indices { q[i] -= weight * pair.change[i] }
            weights.append(weight)
        }
        if let last = pairs.last {
            let scale = last.curvature / max(dot(last.change, last.change), 1e-300)
            for i in q.indices { q[i] *= scale }
        }
        for (pair, weight) in zip(pairs, weights.reversed()) {
            let correction = weight - dot(pair.change, q) / pair.curvature
            for i in q.indices { q[i] += correction * pair.step[i] }
        }
        return zip(q, isFree).map { $1 ? -$0 : 0 }
    }

    fileprivate static func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for i in a.indices { sum += a[i] * b[i] }
        return sum
    }
}
