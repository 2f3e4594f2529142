import HoneCore

/// Reads a metric's value as programs print it: a number, in quotes, as the only element of a list, or as the object of a
/// library that holds one number (`np.float64(0.9)`, `tensor(0.9, device='cuda:0')`).
struct MetricValue {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position: Int

    /// Brackets within brackets; deeper than this nobody prints a number.
    private static let deepest = 8
    /// Types whose text holds one number, beside those that begin with a kind of number (`float64`, `int32`).
    private static let wrappers: Set<String> = [
        "tensor", "Tensor", "array", "Array", "DeviceArray", "Parameter", "Variable", "Decimal", "Some",
    ]
    private static let numberTypes = ["float", "Float", "bfloat", "double", "longdouble", "int", "uint", "Int"]

    private init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// What stands in a cleaned line from `start` on.
    static func read(_ line: UnsafeBufferPointer<UInt8>, at start: Int) -> MetricReading {
        var value = MetricValue(line, at: start)
        return value.value(depth: 0)
    }

    private mutating func value(depth: Int) -> MetricReading {
        skipBlanks()
        guard position < bytes.count else { return .unreadable("nothing stands behind it") }
        guard depth < Self.deepest else { return .unreadable("there are too many brackets") }
        switch bytes[position] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): return quotedNumber()
        case UInt8(ascii: "["): return onlyElement(closing: "]", depth: depth)
        case UInt8(ascii: "("): return onlyElement(closing: ")", depth: depth)
        case UInt8(ascii: "<"): return tensorFlowValue(depth: depth)
        default: break
        }
        if let word = wrapper() {
            position += word
            return onlyElement(closing: ")", depth: depth)
        }
        var number = MetricNumber(bytes, at: position)
        let reading = number.read()
        if reading.value != nil { position = number.position }
        return reading
    }

    /// A number that fills the quotes.
    private mutating func quotedNumber() -> MetricReading {
        let quote = bytes[position]
        let start = position + 1
        guard let end = bytes[start...].firstIndex(of: quote) else { return .unreadable("its quotes are not closed") }
        position = end + 1
        return MetricNumber.whole(String(decoding: bytes[start..<end], as: UTF8.self))
    }

    /// The value in brackets if it is the only one; named arguments may follow it.
    private mutating func onlyElement(closing: Unicode.Scalar, depth: Int) -> MetricReading {
        position += 1
        let reading = value(depth: depth + 1)
        guard reading.value != nil else { return reading }
        skipBlanks()
        if peek == UInt8(ascii: ",") {
            position += 1
            skipBlanks()
            if peek != UInt8(ascii: closing), !skipNamedArguments() {
                return .unreadable("there are several numbers in brackets")
            }
        }
        guard peek == UInt8(ascii: closing) else { return .unreadable("there is more than a number in the brackets") }
        position += 1
        return reading
    }

    /// `device='cuda:0', grad_fn=<MseLossBackward0>`, up to the bracket that closes them.
    private mutating func skipNamedArguments() -> Bool {
        var end = position
        while end < bytes.count, isWord(bytes[end]) { end += 1 }
        guard end > position, end < bytes.count, bytes[end] == UInt8(ascii: "=") else { return false }
        var open = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "("), UInt8(ascii: "["): open += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                guard open > 0 else { return true }
                open -= 1
            default: break
            }
            position += 1
        }
        return false
    }

    /// `<tf.Tensor: shape=(), dtype=float32, numpy=0.9>`.
    private mutating func tensorFlowValue(depth: Int) -> MetricReading {
        let rest = bytes[position...]
        let name = Array("numpy=".utf8)
        guard rest.starts(with: "<tf.".utf8),
            let start = rest.indices.first(where: { bytes[$0...].starts(with: name) })
        else { return .unreadable("\"<\" begins no number") }
        position = start + name.count
        let reading = value(depth: depth + 1)
        skipBlanks()
        guard reading.value != nil, peek == UInt8(ascii: ">") else {
            return .unreadable("there is more than a number in the tensor")
        }
        position += 1
        return reading
    }

    /// How many bytes the name of such a type takes before its bracket; nil where none stands here.
    private func wrapper() -> Int? {
        var end = position
        while end < bytes.count, isWord(bytes[end]) || bytes[end] == UInt8(ascii: ".") { end += 1 }
        guard end > position, end < bytes.count, bytes[end] == UInt8(ascii: "("), !isDigit(bytes[position]) else {
            return nil
        }
        let path = String(decoding: bytes[position..<end], as: UTF8.self)
        let name = path.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
        let isKnown = Self.wrappers.contains(String(name)) || Self.numberTypes.contains { name.hasPrefix($0) }
        return isKnown ? end - position : nil
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 { position += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
}
