/// Walks through the bytes of a GGUF file; every read is checked against the end first.
struct ByteCursor {
    let bytes: UnsafeRawBufferPointer
    let path: String
    private(set) var offset = 0

    init(bytes: UnsafeRawBufferPointer, path: String) {
        self.bytes = bytes
        self.path = path
    }

    var remaining: Int { bytes.count - offset }

    /// The next little-endian integer.
    mutating func integer<Value: FixedWidthInteger>(_ what: @autoclosure () -> String) throws(ModelFileError) -> Value {
        let size = MemoryLayout<Value>.size
        guard remaining >= size else { throw malformed(what(), "the file ends here, \(size) bytes were expected") }
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: Value.self)
        offset += size
        return Value(littleEndian: value)
    }

    /// A count of things of which each takes at least `minimumSize` bytes: no larger than what can still follow.
    mutating func count(_ what: @autoclosure () -> String, minimumSize: Int) throws(ModelFileError) -> Int {
        let value: UInt64 = try integer(what())
        guard value <= UInt64(remaining / minimumSize) else {
            throw malformed(what(), "claims \(value), more than the remaining \(remaining) bytes can hold")
        }
        return Int(value)
    }

    /// A string with its length before it. `strict` refuses invalid UTF-8, else it is repaired.
    mutating func string(_ what: @autoclosure () -> String, strict: Bool) throws(ModelFileError) -> String {
        let length = try count(what(), minimumSize: 1)
        let slice = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + length)])
        offset += length
        guard strict else { return String(decoding: slice, as: UTF8.self) }
        guard let text = String(validating: slice, as: UTF8.self) else { throw malformed(what(), "is not valid UTF-8") }
        return text
    }

    func malformed(_ what: String, _ problem: String) -> ModelFileError {
        ModelFileError(
            .malformed, file: path, place: "\(what) (byte \(offset))", problem: problem, remedy: GGUFFile.remedy)
    }

    func unsupported(_ what: String, _ problem: String, remedy: String) -> ModelFileError {
        ModelFileError(.unsupported, file: path, place: "\(what) (byte \(offset))", problem: problem, remedy: remedy)
    }
}
