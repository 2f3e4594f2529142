import HoneKernels
import HoneNumerics

/// Surfaces through past tasks of one program: for each task the ranks of its trials, smoothed by a kernel ridge (Matérn 5/2),
/// so that what was good there can be asked at any place. Their mean knows a program better than any name.
package struct ProgramSurfaces: Sendable {
    private struct Surface: Sendable {
        let dataset: String
        /// Of all points.
        let rows: Range<Int>
    }

    private let coordinates: SurfaceCoordinates
    private let surfaces: [Surface]
    /// Points of all surfaces, `[rows, coordinates.count]`; their squared lengths; their weights.
    private let points: [Float]
    private let squares: [Float]
    private let weights: [Float]
    private let parameters: Int

    private static let mostTasks = 24
    private static let mostRows = 96
    private static let lengthscale = 0.35
    private static let ridge = 0.1
    /// Candidates at a time.
    private static let piece = 64
    /// The deviation where one task alone says something.
    private static let loneDeviation: Float = 0.25

    /// - Parameters:
    ///   - tasks: with the same parameters in the same order; of many, some are drawn.
    /// - Returns: nil where no task has trials that differ.
    package init?(_ tasks: [ReaderTask], seed: UInt64 = 0) {
        let usable = tasks.filter(\.isUsable)
        guard let first = usable.first else { return nil }
        var generator = SeededGenerator(seed: seed).fork(first.program)
        coordinates = SurfaceCoordinates(
            first.parameters.map { $0.domain.isCoded ? 0 : $0.domain.choices?.count ?? 0 })
        parameters = first.parameters.count
        var surfaces: [Surface] = []
        var points: [Float] = []
        var weights: [Float] = []
        for task in generator.sample(Self.mostTasks, of: usable) {
            let rows = generator.sample(Self.mostRows, from: task.trials.count)
            let trials = rows.map { task.trials[$0] }
            let shares = Ranks.shares(task.values)
            let own = MaternKernel.of(
                TrialDistances(trials, trials).mean, lengthscale: Self.lengthscale)
            var matrix = SymmetricMatrix(order: rows.count)
            for i in rows.indices {
                for j in 0...i { matrix[i, j] = Double(own[i * rows.count + j]) }
                matrix[i, i] += Self.ridge
            }
            guard let factor = CholeskyFactor(matrix) else { continue }
            surfaces.append(Surface(dataset: task.dataset, rows: weights.count..<(weights.count + rows.count)))
            points += coordinates.of(trials)
            weights += factor.solve(rows.map { shares[$0] - 0.5 }).map(Float.init)
        }
        guard !surfaces.isEmpty else { return nil }
        self.surfaces = surfaces
        self.points = points
        self.weights = weights
        squares = Self.squares(points, coordinates.count)
    }

    private static func squares(_ points: [Float], _ width: Int) -> [Float] {
        (0..<(points.count / max(width, 1))).map { row in
            var sum: Float = 0
            for i in 0..<width { sum += points[row * width + i] * points[row * width + i] }
            return sum
        }
    }

    /// What the tasks say of trials, those on a dataset left out; empty where none is left.
    package func estimates(
        _ trials: [ReaderTrial], leavingOut dataset: String? = nil, threads: ComputeThreads = ComputeThreads(1)
    ) -> [SurfaceEstimate] {
        let asked = surfaces.filter { $0.dataset != dataset || dataset == nil }
        guard !asked.isEmpty, !trials.isEmpty else { return [] }
        let pieces = (trials.count + Self.piece - 1) / Self.piece
        return BLAS.withOneThreadPerCall {
            threads.map(pieces) { piece in
                estimates(
                    trials[(piece * Self.piece)..<min((piece + 1) * Self.piece, trials.count)], asked)
            }.flatMap { $0 }
        }
    }

    private func estimates(_ trials: ArraySlice<ReaderTrial>, _ asked: [Surface]) -> [SurfaceEstimate] {
        let (count, width, rows) = (trials.count, coordinates.count, weights.count)
        let targets = coordinates.of(trials)
        let lengths = Self.squares(targets, width)
        // Squared distances, mean over the parameters: |a|² + |b|² - 2 a b.
        var distances = [Float](repeating: 0, count: rows * count)
        let share = 1 / Float(parameters)
        for row in 0..<rows { for j in 0..<count { distances[row * count + j] = share * (squares[row] + lengths[j]) } }
        points.withUnsafeBufferPointer { points in
            targets.withUnsafeBufferPointer { targets in
                distances.withUnsafeMutableBufferPointer { distances in
                    guard let a = points.baseAddress, let b = targets.baseAddress, let c = distances.baseAddress else {
                        return
                    }
                    BLAS.multiply(
                        transposeB: true, m: rows, n: count, k: width, alpha: -2 * share, a, strideA: width, b,
                        strideB: width, beta: 1, c, strideC: count)
                    for i in 0..<(rows * count) { c[i] = max(c[i], 0) }
                }
            }
        }
        let covariances = MaternKernel.of(distances, lengthscale: Self.lengthscale)
        var (sums, seconds) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
        for surface in asked {
            var values = [Float](repeating: 0.5, count: count)
            for row in surface.rows {
                for j in 0..<count { values[j] += weights[row] * covariances[row * count + j] }
            }
            for j in 0..<count {
                sums[j] += values[j]
                seconds[j] += values[j] * values[j]
            }
        }
        let inverse = 1 / Float(asked.count)
        return (0..<count).map { j in
            let mean = sums[j] * inverse
            let variance = max(seconds[j] * inverse - mean * mean, 0)
            return SurfaceEstimate(
                mean: mean, deviation: asked.count > 1 ? variance.squareRoot() : Self.loneDeviation)
        }
    }

    /// Tells tasks what the other tasks of their programs say of their trials, those on the same dataset left out.
    ///
    /// - Parameter sources: the tasks that surfaces go through; those of a training, never held-out ones.
    package static func attach(_ sources: [ReaderTask], to tasks: inout [ReaderTask], threads: ComputeThreads) {
        let known = Dictionary(grouping: sources, by: \.space)
        let asked = Dictionary(grouping: tasks.indices, by: { tasks[$0].space })
        for space in asked.keys.sorted(by: { $0.joined() < $1.joined() }) {
            guard let surfaces = ProgramSurfaces(known[space] ?? []) else { continue }
            for index in asked[space] ?? [] {
                tasks[index].surfaces = surfaces.estimates(
                    tasks[index].trials, leavingOut: tasks[index].dataset, threads: threads)
            }
        }
    }
}

extension ReaderTask {
    /// Equal where trials mean the same: the program and its parameters' names and domains.
    fileprivate var space: [String] { [program] + parameters.map { "\($0.name) \($0.domain)" } }
}
