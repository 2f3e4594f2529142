import HoneKernels

/// What stands before the weights in a GGUF file: version, metadata and the tensors' places, checked.
struct GGUFDirectory {
    let version: UInt32
    private(set) var metadata: [String: GGUFValue] = [:]
    private(set) var tensors: [GGUFTensor] = []
    private(set) var tensorIndices: [String: Int] = [:]

    /// "GGUF" as a little-endian integer.
    private static let magic: UInt32 = 0x4655_4747
    /// Offsets of tensors are multiples of this unless `general.alignment` says otherwise (specification).
    private static let defaultAlignment = 32
    private static let largestAlignment = 1 << 20
    /// The specification's limit.
    private static let largestRank = 4

    init(bytes: UnsafeRawBufferPointer, path: String) throws(ModelFileError) {
        var cursor = ByteCursor(bytes: bytes, path: path)
        let magic: UInt32 = try cursor.integer("the magic number")
        guard magic == Self.magic else { throw cursor.malformed("the magic number", "this is not a GGUF file") }
        version = try cursor.integer("the version")
        guard version == 2 || version == 3 else {
            let problem =
                version.byteSwapped <= 3 && version != 0
                ? "the file is big endian" : "is \(version), only 2 and 3 are known"
            throw cursor.unsupported(
                "the version", problem, remedy: "Convert the model to little-endian GGUF version 3.")
        }
        // The least bytes that one tensor takes here: name's length, rank, one size, type, offset.
        let tensorCount = try cursor.count("the number of tensors", minimumSize: 8 + 4 + 8 + 4 + 8)
        // Likewise for one value: key's length, kind, one byte.
        let valueCount = try cursor.count("the number of metadata values", minimumSize: 8 + 4 + 1)
        metadata = try Self.readMetadata(&cursor, count: valueCount)
        let alignment = try Self.alignment(metadata, cursor)
        let entries = try Self.readEntries(&cursor, count: tensorCount)
        try place(entries, alignment: alignment, cursor)
    }

    private static func readMetadata(_ cursor: inout ByteCursor, count: Int) throws(ModelFileError) -> [String:
        GGUFValue]
    {
        var values: [String: GGUFValue] = [:]
        for index in 0..<count {
            let key = try cursor.string("the key of metadata value \(index)", strict: true)
            let value = try GGUFValue(reading: &cursor, key: key)
            guard values.updateValue(value, forKey: key) == nil else {
                throw cursor.malformed("metadata \(ModelFileError.quoted(key))", "occurs twice")
            }
        }
        return values
    }

    private static func alignment(_ metadata: [String: GGUFValue], _ cursor: ByteCursor) throws(ModelFileError) -> Int {
        guard let value = metadata["general.alignment"] else { return defaultAlignment }
        guard let alignment = value.integer, alignment > 0, alignment <= largestAlignment,
            alignment.nonzeroBitCount == 1
        else {
            throw cursor.malformed("metadata 'general.alignment'", "must be a power of two up to \(largestAlignment)")
        }
        return alignment
    }

    private struct Entry {
        let name: String
        let shape: [Int]
        let type: GGUFTensorType
        let offset: UInt64
        let byteCount: Int
    }

    private static func readEntries(_ cursor: inout ByteCursor, count: Int) throws(ModelFileError) -> [Entry] {
        var entries: [Entry] = []
        entries.reserveCapacity(count)
        for index in 0..<count {
            let name = try cursor.string("the name of tensor \(index)", strict: true)
            let place = "tensor \(ModelFileError.quoted(name))"
            let rank: UInt32 = try cursor.integer("\(place), its rank")
            guard (1...UInt32(largestRank)).contains(rank) else {
                throw cursor.malformed("\(place), its rank", "is \(rank), outside 1...\(largestRank)")
            }
            var sizes: [Int] = []
            for axis in 0..<rank {
                let size: UInt64 = try cursor.integer("\(place), axis \(axis)")
                // A block of the densest type packs some 3 elements a byte, so larger sizes cannot be true.
                guard size > 0, size <= UInt64(cursor.bytes.count) * 4 else {
                    throw cursor.malformed("\(place), axis \(axis)", "has the impossible size \(size)")
                }
                sizes.append(Int(size))
            }
            let code: UInt32 = try cursor.integer("\(place), its type")
            guard let type = GGUFTensorType(rawValue: code) else {
                throw cursor.unsupported(
                    "\(place), its type", "is number \(code), which Hone cannot read",
                    remedy: "Convert the model to one of \(GGUFTensorType.supportedNames).")
            }
            let byteCount = try Self.byteCount(sizes, type, place, cursor)
            let offset: UInt64 = try cursor.integer("\(place), its offset")
            entries.append(Entry(name: name, shape: sizes.reversed(), type: type, offset: offset, byteCount: byteCount))
        }
        return entries
    }

    /// Bytes of a tensor with these sizes (fastest axis first).
    private static func byteCount(
        _ sizes: [Int], _ type: GGUFTensorType, _ place: String, _ cursor: ByteCursor
    ) throws(ModelFileError) -> Int {
        guard sizes[0] % type.elementsPerBlock == 0 else {
            throw cursor.malformed(
                place,
                "rows of \(sizes[0]) elements are no multiple of the \(type.elementsPerBlock) of a \(type.name) block")
        }
        var total = sizes[0] / type.elementsPerBlock
        for factor in sizes.dropFirst() + [type.bytesPerBlock] {
            let (product, overflow) = total.multipliedReportingOverflow(by: factor)
            guard !overflow, product <= cursor.bytes.count else {
                throw cursor.malformed(place, "sizes \(sizes) need more bytes than the file's \(cursor.bytes.count)")
            }
            total = product
        }
        return total
    }

    /// Turns offsets within the data section into ranges of the file; they must be aligned, inside and disjoint.
    private mutating func place(_ entries: [Entry], alignment: Int, _ cursor: ByteCursor) throws(ModelFileError) {
        let start = (cursor.offset + alignment - 1) / alignment * alignment
        let available = max(0, cursor.bytes.count - start)
        tensors.reserveCapacity(entries.count)
        for entry in entries {
            let place = "tensor \(ModelFileError.quoted(entry.name))"
            guard entry.offset % UInt64(alignment) == 0 else {
                throw cursor.malformed(place, "offset \(entry.offset) is no multiple of the alignment \(alignment)")
            }
            guard entry.byteCount <= available, entry.offset <= UInt64(available - entry.byteCount) else {
                throw cursor.malformed(
                    place,
                    "\(entry.byteCount) bytes at offset \(entry.offset) end beyond the file (\(available) bytes of weights)"
                )
            }
            let first = start + Int(entry.offset)
            let range = first..<(first + entry.byteCount)
            guard tensorIndices.updateValue(tensors.count, forKey: entry.name) == nil else {
                throw cursor.malformed(place, "occurs twice")
            }
            tensors.append(GGUFTensor(name: entry.name, type: entry.type, shape: entry.shape, byteRange: range))
        }
        let ordered = tensors.sorted { $0.byteRange.lowerBound < $1.byteRange.lowerBound }
        for (tensor, next) in zip(ordered, ordered.dropFirst())
        where tensor.byteRange.upperBound > next.byteRange.lowerBound {
            throw cursor.malformed(
                "tensor \(ModelFileError.quoted(next.name))", "overlaps tensor \(ModelFileError.quoted(tensor.name))")
        }
    }
}
