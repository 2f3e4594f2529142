import CKernels
import Foundation
import Testing

/// Attention and its gradients against the formulas in double precision, over plans as passes make them: a causal
/// header, rows that see it and themselves, and queries chosen from them.
struct AttentionKernelTests {
    struct Case: CustomStringConvertible, Sendable {
        var header: Int
        var rows: [Int]
        var heads: Int
        var kvHeads: Int
        var width: Int
        /// Every how manieth input is a query.
        var every = 1
        var description: String { "header \(header), rows \(rows), \(heads)/\(kvHeads) heads of \(width)" }
    }

    static let cases = [
        Case(header: 1, rows: [], heads: 2, kvHeads: 1, width: 16),
        Case(header: 300, rows: [], heads: 3, kvHeads: 1, width: 64),
        Case(header: 37, rows: [3, 1, 6, 6, 2], heads: 6, kvHeads: 2, width: 48),
        Case(header: 250, rows: [5, 5], heads: 4, kvHeads: 4, width: 16, every: 3),
        Case(header: 0, rows: [4, 7, 1], heads: 9, kvHeads: 3, width: 32),
    ]

    /// The plan and operands of a case; keys and values of input j are row j.
    private struct Bench {
        let limits: [Int32]
        let starts: [Int32]
        let counts: [Int32]
        let inputs: Int
        let queries: [Float]
        let keys: [Float]
        let values: [Float]
        let gradient: [Float]
        let queryStride: Int
        let keyStride: Int

        init(_ example: Case) {
            var limits: [Int32] = []
            var starts: [Int32] = []
            var counts: [Int32] = []
            for index in 0..<example.header where index % example.every == 0 {
                limits.append(Int32(index + 1))
                starts.append(0)
                counts.append(0)
            }
            var next = example.header
            for row in example.rows {
                for index in 0..<row where (next + index) % example.every == 0 {
                    limits.append(Int32(example.header))
                    starts.append(Int32(next))
                    counts.append(Int32(index + 1))
                }
                next += row
            }
            (self.limits, self.starts, self.counts) = (limits, starts, counts)
            inputs = next
            queryStride = example.heads * example.width + 3
            keyStride = example.kvHeads * example.width + 5
            queries = KernelBench.numbers(limits.count * queryStride, 1)
            keys = KernelBench.numbers(inputs * keyStride, 2)
            values = KernelBench.numbers(inputs * keyStride, 3)
            gradient = KernelBench.numbers(limits.count * example.heads * example.width, 4)
        }

        /// The inputs that a query sees.
        func seen(_ query: Int) -> [Int] {
            Array(0..<Int(limits[query])) + Array(Int(starts[query])..<Int(starts[query] + counts[query]))
        }
    }

    /// Outputs, log sums and gradients of queries, keys and values in double precision.
    private static func truth(_ example: Case, _ bench: Bench) -> (
        output: [Double], logSums: [Double], queries: [Double], keys: [Double], values: [Double]
    ) {
        let count = bench.limits.count
        let (width, group) = (example.width, example.heads / example.kvHeads)
        let scale = 1 / Double(width).squareRoot()
        var output = [Double](repeating: 0, count: count * example.heads * width)
        var logSums = [Double](repeating: 0, count: example.heads * count)
        var dQueries = output
        var dKeys = [Double](repeating: 0, count: bench.inputs * example.kvHeads * width)
        var dValues = dKeys
        for query in 0..<count {
            for head in 0..<example.heads {
                let seen = bench.seen(query)
                let place = (query * example.heads + head) * width
                func q(_ i: Int) -> Double { Double(bench.queries[query * bench.queryStride + head * width + i]) }
                func key(_ j: Int, _ i: Int) -> Double {
                    Double(bench.keys[j * bench.keyStride + head / group * width + i])
                }
                func value(_ j: Int, _ i: Int) -> Double {
                    Double(bench.values[j * bench.keyStride + head / group * width + i])
                }
                let scores = seen.map { j in scale * (0..<width).reduce(0.0) { $0 + q($1) * key(j, $1) } }
                let top = scores.max() ?? 0
                let sum = scores.reduce(0) { $0 + exponential($1 - top) }
                logSums[head * count + query] = top + log(sum)
                let p = scores.map { exponential($0 - top) / sum }
                for (j, p) in zip(seen, p) { for i in 0..<width { output[place + i] += p * value(j, i) } }
                let gradient = (0..<width).map { Double(bench.gradient[place + $0]) }
                let mean = (0..<width).reduce(0.0) { $0 + gradient[$1] * output[place + $1] }
                for (j, p) in zip(seen, p) {
                    let dp = (0..<width).reduce(0.0) { $0 + gradient[$1] * value(j, $1) }
                    let ds = p * (dp - mean) * scale
                    let column = j * example.kvHeads * width + head / group * width
                    for i in 0..<width {
                        dQueries[place + i] += ds * key(j, i)
                        dKeys[column + i] += ds * q(i)
                        dValues[column + i] += p * gradient[i]
                    }
                }
            }
        }
        return (output, logSums, dQueries, dKeys, dValues)
    }

    @Test(arguments: KernelBench.sets, cases)
    func outputsAndGradientsAreThoseOfTheFormulas(set: hone_instructions, example: Case) {
        let bench = Bench(example)
        let truth = Self.truth(example, bench)
        let count = bench.limits.count
        let queryWidth = example.heads * example.width
        var output = [Float](repeating: .nan, count: count * queryWidth)
        var logSums = [Float](repeating: .nan, count: example.heads * count)
        var dQueries = output
        var dKeys = [Float](repeating: 0, count: bench.inputs * example.kvHeads * example.width)
        var dValues = dKeys
        bench.queries.withUnsafeBufferPointer { queries in
            bench.keys.withUnsafeBufferPointer { keys in
                bench.values.withUnsafeBufferPointer { values in
                    bench.gradient.withUnsafeBufferPointer { gradient in
                        output.withUnsafeMutableBufferPointer { output in
                            logSums.withUnsafeMutableBufferPointer { logSums in
                                var work = hone_attention()
                                work.queries = Int64(count)
                                work.heads = Int64(example.heads)
                                work.kv_heads = Int64(example.kvHeads)
                                work.width = Int64(example.width)
                                work.scale = 1 / Float(example.width).squareRoot()
                                work.query = queries.baseAddress
                                work.query_stride = Int64(bench.queryStride)
                                (work.prefix_keys, work.own_keys) = (keys.baseAddress, keys.baseAddress)
                                (work.prefix_values, work.own_values) = (values.baseAddress, values.baseAddress)
                                work.prefix_keys_stride = Int64(bench.keyStride)
                                work.prefix_values_stride = Int64(bench.keyStride)
                                work.own_keys_stride = Int64(bench.keyStride)
                                work.own_values_stride = Int64(bench.keyStride)
                                work.output = output.baseAddress
                                work.output_stride = Int64(queryWidth)
                                work.log_sums = logSums.baseAddress
                                Self.run(
                                    set, &work, bench.limits, bench.starts, bench.counts,
                                    gradient: gradient.baseAddress,
                                    &dQueries, &dKeys, &dValues)
                            }
                        }
                    }
                }
            }
        }
        #expect(KernelBench.largestDifference(output, truth.output) < 1e-5)
        #expect(KernelBench.largestDifference(logSums, truth.logSums) < 1e-5)
        #expect(KernelBench.largestDifference(dQueries, truth.queries) < 4e-5)
        #expect(KernelBench.largestDifference(dKeys, truth.keys) < 1e-4)
        #expect(KernelBench.largestDifference(dValues, truth.values) < 1e-4)
    }

    private static func run(
        _ set: hone_instructions, _ work: inout hone_attention, _ limits: [Int32], _ starts: [Int32],
        _ counts: [Int32], gradient: UnsafePointer<Float>?, _ dQueries: inout [Float], _ dKeys: inout [Float],
        _ dValues: inout [Float]
    ) {
        limits.withUnsafeBufferPointer { limits in
            starts.withUnsafeBufferPointer { starts in
                counts.withUnsafeBufferPointer { counts in
                    work.limits = limits.baseAddress
                    work.own_starts = starts.baseAddress
                    work.own_counts = counts.baseAddress
                    var scratch = [Float](repeating: .nan, count: Int(hone_attention_scratch(&work)))
                    let items = hone_attention_items(&work)
                    for item in 0..<items { hone_attention_forward(set, &work, item, &scratch) }
                    dQueries.withUnsafeMutableBufferPointer { dQueries in
                        dKeys.withUnsafeMutableBufferPointer { dKeys in
                            dValues.withUnsafeMutableBufferPointer { dValues in
                                var gradients = hone_attention_gradients(
                                    output_gradient: gradient, queries: dQueries.baseAddress,
                                    queries_stride: work.heads * work.width, keys: dKeys.baseAddress,
                                    values: dValues.baseAddress)
                                for item in 0..<items {
                                    hone_attention_backward(set, &work, &gradients, item, &scratch)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
