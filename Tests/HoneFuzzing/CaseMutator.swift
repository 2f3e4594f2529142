import HoneCore
import HoneNumerics

/// Makes broken cases from right ones, aware of what a file is by its name.
package struct CaseMutator: Sendable {
    private let seeds: [FuzzCase]
    private let fields: [[GGUFFields]]
    private let root: SeededGenerator

    /// - Precondition: there is a seed.
    package init(seeds: [FuzzCase], seed: UInt64) {
        precondition(!seeds.isEmpty)
        self.seeds = seeds
        fields = seeds.map { seed in seed.files.map { GGUFFields($0.name.hasSuffix(".gguf") ? $0.bytes : []) } }
        root = SeededGenerator(seed: seed)
    }

    /// The case of a number: a function of seed and number alone, so that a finding can be made again.
    package func makeCase(_ number: Int) -> FuzzCase {
        var random = root.fork("case", number)
        let choice = random.integer(below: seeds.count)
        var result = seeds[choice]
        guard !result.files.isEmpty else { return result }
        for _ in 0..<(1 + random.integer(below: 4)) {
            let index = random.integer(below: result.files.count)
            mutate(&result.files[index], fields: fields[choice][index], random: &random)
        }
        if random.integer(below: 12) == 0 {
            let index = random.integer(below: result.files.count)
            let other = seeds[random.integer(below: seeds.count)].files
            let partner = other[random.integer(below: other.count)].bytes
            result.files[index].bytes = ByteMutation.splice(result.files[index].bytes, partner, random: &random)
        }
        // A checksum would keep every other mutation from being read.
        if random.integer(below: 10) > 0 { repairHash(&result) }
        if result.files.count > 1, random.integer(below: 40) == 0 {
            result.files.remove(at: random.integer(below: result.files.count))
        }
        return result
    }

    private func mutate(_ file: inout FuzzCase.File, fields: GGUFFields, random: inout SeededGenerator) {
        if file.name.hasSuffix(".json") {
            if random.integer(below: 6) == 0 {
                ByteMutation.apply(to: &file.bytes, limit: file.bytes.count, random: &random)
            } else {
                JSONMutation.apply(to: &file.bytes, random: &random)
            }
        } else if file.name.hasSuffix(".safetensors") {
            mutateSafetensors(&file.bytes, random: &random)
        } else if !fields.fields.isEmpty, random.integer(below: 2) == 0 {
            let field = fields.fields[random.integer(below: fields.fields.count)]
            Self.mutate(field, of: &file.bytes, random: &random)
        } else {
            ByteMutation.apply(to: &file.bytes, limit: max(64, fields.headerSize), random: &random)
        }
    }

    private static func mutate(_ field: GGUFFields.Field, of bytes: inout [UInt8], random: inout SeededGenerator) {
        guard field.offset + field.width <= bytes.count else { return }
        var value: UInt64 = 0
        for index in 0..<field.width { value |= UInt64(bytes[field.offset + index]) << UInt64(8 * index) }
        switch random.integer(below: 5) {
        case 0: value &+= 1
        case 1: value &-= 1
        case 2: value = UInt64(random.integer(below: 65))
        case 3: value = UInt64(bytes.count) &+ UInt64(random.integer(below: 64))
        default: value = ByteMutation.extremes[random.integer(below: ByteMutation.extremes.count)]
        }
        withUnsafeBytes(of: value.littleEndian) {
            ByteMutation.overwrite(&bytes, at: field.offset, with: Array($0.prefix(field.width)))
        }
    }

    /// The header as JSON, with its length put right; or any byte.
    private func mutateSafetensors(_ bytes: inout [UInt8], random: inout SeededGenerator) {
        var length = 0
        for index in 0..<min(4, bytes.count) { length |= Int(bytes[index]) << (8 * index) }
        guard bytes.count > 8, length <= bytes.count - 8, random.integer(below: 3) > 0 else {
            return ByteMutation.apply(to: &bytes, limit: min(bytes.count, length + 64), random: &random)
        }
        var header = Array(bytes[8..<(8 + length)])
        JSONMutation.apply(to: &header, random: &random)
        let size = withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init)
        bytes = size + header + bytes[(8 + length)...]
    }

    /// Writes the hash of an adapter's weights into its card.
    private func repairHash(_ result: inout FuzzCase) {
        guard let weights = result.bytes(of: "adapter_model.safetensors"),
            let index = result.files.firstIndex(where: { $0.name == "card.json" })
        else { return }
        let hash = weights.withUnsafeBytes { SHA256.hash(of: $0).hexadecimal }
        let key = Array("\"weightsHash\"".utf8)
        let bytes = result.files[index].bytes
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: key) }) else { return }
        guard let quote = bytes[(start + key.count)...].firstIndex(of: UInt8(ascii: "\"")) else { return }
        ByteMutation.overwrite(&result.files[index].bytes, at: quote + 1, with: Array(hash.utf8))
    }
}
