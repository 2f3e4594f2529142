import HoneCore

/// The numbers of one JSON object, as programs report them: `{"loss": 0.31, "step": 3}`.
///
/// A parser of our own because Python writes `NaN` and `Infinity`, which JSON does not know and Foundation refuses, and
/// because a diverged training is exactly what must be told.
enum NumberObject {
    /// The members whose values are numbers; others are skipped. nil if the bytes are not one whole object.
    static func parse(_ bytes: some RandomAccessCollection<UInt8>) -> [String: Double]? {
        Array(bytes).withUnsafeBufferPointer { buffer in
            var parser = Parser(bytes: buffer)
            return parser.object()
        }
    }

    private struct Parser {
        /// Deeper than this nobody reports numbers, and the stack is finite.
        static let deepest = 32

        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0

        init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

        mutating func object() -> [String: Double]? {
            var numbers: [String: Double] = [:]
            guard members(depth: 0, into: { numbers[$0] = $1 }) else { return nil }
            skipBlanks()
            return position == bytes.count ? numbers : nil
        }

        private mutating func members(depth: Int, into store: (String, Double) -> Void) -> Bool {
            guard take("{") else { return false }
            if take("}") { return true }
            repeat {
                skipBlanks()
                guard let name = string(), take(":") else { return false }
                guard let value = value(depth: depth) else { return false }
                if case .number(let number) = value { store(name, number) }
            } while take(",")
            return take("}")
        }

        private enum Value {
            case number(Double)
            case other
        }

        private mutating func value(depth: Int) -> Value? {
            skipBlanks()
            guard position < bytes.count, depth < Self.deepest else { return nil }
            switch bytes[position] {
            case UInt8(ascii: "\""): return string() == nil ? nil : .other
            case UInt8(ascii: "{"): return members(depth: depth + 1, into: { _, _ in }) ? .other : nil
            case UInt8(ascii: "["): return array(depth: depth + 1) ? .other : nil
            default: return word()
            }
        }

        private mutating func array(depth: Int) -> Bool {
            guard take("[") else { return false }
            if take("]") { return true }
            repeat {
                guard value(depth: depth) != nil else { return false }
            } while take(",")
            return take("]")
        }

        /// A number, `NaN`, `Infinity`, `-Infinity`, `true`, `false` or `null`.
        private mutating func word() -> Value? {
            let start = position
            while position < bytes.count, !Self.ends.contains(bytes[position]) { position += 1 }
            let text = String(decoding: bytes[start..<position], as: UTF8.self)
            switch text {
            case "true", "false", "null": return .other
            case "NaN", "nan": return .number(.nan)
            case "Infinity", "inf": return .number(.infinity)
            case "-Infinity", "-inf": return .number(-.infinity)
            default: return Double(decimal: text).map(Value.number)
            }
        }

        private static let ends = Set(",]} \t\r\n".utf8)

        private mutating func string() -> String? {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
            position += 1
            var content: [UInt8] = []
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
                case UInt8(ascii: "\\"): guard escape(into: &content) else { return nil }
                default: content.append(byte)
                }
            }
            return nil
        }

        private mutating func escape(into content: inout [UInt8]) -> Bool {
            guard position < bytes.count else { return false }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "n"): content.append(10)
            case UInt8(ascii: "t"): content.append(9)
            case UInt8(ascii: "r"): content.append(13)
            case UInt8(ascii: "b"): content.append(8)
            case UInt8(ascii: "f"): content.append(12)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
            case UInt8(ascii: "u"):
                guard position + 4 <= bytes.count,
                    let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
                else { return false }
                position += 4
                // A half of a surrogate pair becomes the replacement character: names of metrics have none.
                content.append(contentsOf: String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
            default: return false
            }
            return true
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipBlanks()
            guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        private mutating func skipBlanks() {
            while position < bytes.count, [32, 9, 10, 13].contains(bytes[position]) { position += 1 }
        }
    }
}
