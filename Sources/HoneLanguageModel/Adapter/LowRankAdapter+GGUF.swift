import Foundation
import HoneKernels

extension LowRankAdapter {
    /// The file that llama.cpp loads with `--lora`: matrices in F32 under the names of GGUF, and one alpha.
    ///
    /// llama.cpp multiplies B A by alpha / rank with one alpha for the file, so where modules differ the rest of a
    /// module's scale is multiplied into B. F32 because llama.cpp would round activations to the type of the matrices.
    ///
    /// - Parameter shape: of the base model; llama.cpp refuses a file for another architecture. Where its GGUF files hold
    ///   rotary pairs of query and key rows side by side, so must B.
    package func encodedGGUF(name: String, shape: TransformerShape) -> Data {
        let alpha = commonAlpha
        var writer = GGUFWriter()
        writer.add("general.architecture", shape.architecture.rawValue)
        writer.add("general.type", "adapter")
        writer.add("general.name", name)
        writer.add("adapter.type", "lora")
        writer.add("adapter.lora.alpha", alpha)
        for module in modules {
            let tensor = "blk.\(module.layer).\(module.target.ggufName).weight"
            let heads: Int? =
                switch module.target {
                case .query: shape.heads
                case .key: shape.kvHeads
                default: nil
                }
            var b = module.b
            if shape.architecture.interleavesRotaryPairsInGGUF, let heads {
                b = Self.rotaryPairsJoined(b, heads: heads, rows: module.output, columns: module.rank)
            }
            let rest = module.scale * Float(module.rank) / alpha
            if rest != 1 {
                b = b.copy()
                for index in 0..<b.count { b.pointer[index] *= rest }
            }
            writer.add(tensor: tensor + ".lora_a", shape: [module.rank, module.input], values: module.a)
            writer.add(tensor: tensor + ".lora_b", shape: [module.output, module.rank], values: b)
        }
        return writer.encoded()
    }

    /// The alpha of most modules (scale times rank); 0 is no choice, llama.cpp would ignore it.
    private var commonAlpha: Float {
        var counts: [Float: Int] = [:]
        for module in modules { counts[module.scale * Float(module.rank), default: 0] += 1 }
        counts[0] = nil
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 1
    }

    /// Within each head row j * half + i moves to row 2 i + j: the order in which llama.cpp's converter writes llama's
    /// query and key rows.
    private static func rotaryPairsJoined(_ matrix: FloatBuffer, heads: Int, rows: Int, columns: Int) -> FloatBuffer {
        let result = FloatBuffer(count: matrix.count)
        let half = rows / heads / 2
        for head in 0..<heads {
            let first = head * 2 * half
            for i in 0..<half {
                for j in 0..<2 {
                    (result.pointer + (first + 2 * i + j) * columns).update(
                        from: matrix.pointer + (first + j * half + i) * columns, count: columns)
                }
            }
        }
        return result
    }
}

extension LoRATarget {
    /// The layer's name within a block of a GGUF file.
    package var ggufName: String {
        switch self {
        case .query: "attn_q"
        case .key: "attn_k"
        case .value: "attn_v"
        case .output: "attn_output"
        case .gate: "ffn_gate"
        case .up: "ffn_up"
        case .down: "ffn_down"
        }
    }
}
