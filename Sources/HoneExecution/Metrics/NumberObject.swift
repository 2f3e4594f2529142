import HoneBase

/// The numbers of one JSON object, as programs report them: `{"loss": 0.31, "step": 3}`.
///
/// Read as generously as `JSONReading.programs`: Python writes `NaN` and `Infinity`, which JSON does not know, and a
/// diverged training is exactly what must be told.
enum NumberObject {
    /// The members whose values are numbers; others are skipped. nil if the bytes are not one whole object.
    static func parse(_ bytes: some RandomAccessCollection<UInt8>) -> [String: Double]? {
        if let numbers = bytes.withContiguousStorageIfAvailable({ try? numbers(in: $0) }) { return numbers }
        return Array(bytes).withUnsafeBufferPointer { try? numbers(in: $0) }
    }

    private static func numbers(in bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> [String: Double] {
        var cursor = JSONCursor(bytes, .programs)
        var numbers: [String: Double] = [:]
        var isFirst = true
        try cursor.open("{")
        while try cursor.next(&isFirst, closing: "}") {
            let name = try cursor.name()
            if try cursor.kind() == .number { numbers[name] = try cursor.double() } else { try cursor.skip() }
        }
        try cursor.finish()
        return numbers
    }
}
