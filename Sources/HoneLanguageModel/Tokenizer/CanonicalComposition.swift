/// Unicode's normalization form C of UTF-8, touching only what may need it: nearly all text is composed already.
enum CanonicalComposition {
    /// Characters that are composed, never compose with what stands before them and are starters: between two of them
    /// nothing outside can matter. Not all such characters, but those of most texts.
    @inline(__always)
    private static func isStable(_ value: UInt32) -> Bool {
        switch value {
        case 0...0x2ff, 0x400...0x482, 0x48a...0x52f, 0x531...0x556, 0x561...0x587, 0x5d0...0x5ea, 0x10d0...0x10ff,
            0xe01...0xe37, 0x1e00...0x1e99, 0x1ea0...0x1eff, 0x2010...0x2027, 0x2030...0x205e, 0x20a0...0x20b8,
            0x2190...0x21ff, 0x2500...0x27ff, 0x3001...0x3029, 0x3041...0x3096, 0x30a1...0x30fa, 0x30fc...0x30fe,
            0x3105...0x312f, 0x4e00...0x9ffc, 0xac00...0xd7a3, 0xff01...0xff60, 0xfffd, 0x1f300...0x1f64f,
            0x1f680...0x1f6d7, 0x1f900...0x1f9cb, 0x20000...0x2a6dd:
            true
        default: false
        }
    }

    /// Whether the text is in form C for certain.
    static func isQuick(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = text.baseAddress else { return true }
        var position = 0
        while position < text.count {
            // First bytes below 0xcc begin characters below U+0300.
            if base[position] < 0xcc {
                position += 1
                continue
            }
            let (value, length) = CharacterTable.scalar(base + position)
            guard isStable(value) else { return false }
            position += length
        }
        return true
    }

    static func apply(_ text: [UInt8]) -> [UInt8] {
        text.withUnsafeBufferPointer { text in
            guard let base = text.baseAddress, !isQuick(text) else { return Array(text) }
            var result: [UInt8] = []
            result.reserveCapacity(text.count)
            var position = 0
            var lastStable = 0
            // What comes before this is in `result`.
            var copied = 0
            while position < text.count {
                let (value, length) = CharacterTable.scalar(base + position)
                if isStable(value) {
                    lastStable = position
                    position += length
                    continue
                }
                result.append(contentsOf: text[copied..<lastStable])
                var end = position + length
                while end < text.count {
                    let (value, length) = CharacterTable.scalar(base + end)
                    if isStable(value) { break }
                    end += length
                }
                compose(String(decoding: text[lastStable..<end], as: UTF8.self), into: &result)
                copied = end
                lastStable = end
                position = end
            }
            result.append(contentsOf: text[copied...])
            return result
        }
    }

    /// Decomposes, orders the marks, and composes again (Unicode Standard, section 3.11).
    private static func compose(_ text: String, into result: inout [UInt8]) {
        let tables = CompositionTables.shared
        var values: [UInt32] = []
        for scalar in text.unicodeScalars { tables.decompose(scalar.value, into: &values) }
        var classes = values.map { Unicode.Scalar($0)?.properties.canonicalCombiningClass.rawValue ?? 0 }
        // Runs of marks are sorted by class; equal ones keep their order.
        var start = 0
        while start < values.count {
            var end = start
            while end < values.count, classes[end] != 0 { end += 1 }
            if end > start + 1 {
                let marks = (start..<end).map { (index: $0, kind: classes[$0], value: values[$0]) }
                for (offset, mark) in marks.sorted(by: { ($0.kind, $0.index) < ($1.kind, $1.index) }).enumerated() {
                    values[start + offset] = mark.value
                    classes[start + offset] = mark.kind
                }
            }
            start = end + 1
        }
        var composed: [UInt32] = []
        var starter: Int?
        // The class of the last character that stayed behind the starter.
        var lastClass: UInt8?
        for (value, kind) in zip(values, classes) {
            let isBlocked = lastClass.map { $0 == 0 || $0 >= kind } ?? false
            if let starter, !isBlocked, let whole = tables.compose(composed[starter], value) {
                composed[starter] = whole
                continue
            }
            if kind == 0 {
                starter = composed.count
                lastClass = nil
            } else {
                lastClass = kind
            }
            composed.append(value)
        }
        for value in composed {
            if let scalar = Unicode.Scalar(value), let bytes = UTF8.encode(scalar) { result.append(contentsOf: bytes) }
        }
    }
}
