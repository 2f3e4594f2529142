extension GGUFValue {
    /// Kinds of metadata values, numbered as in the GGUF specification.
    private enum Kind: UInt32 {
        case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

        /// The least bytes that a value takes, to judge an array's claimed length by.
        var minimumSize: Int {
            switch self {
            case .uint8, .int8, .bool: 1
            case .uint16, .int16: 2
            case .uint32, .int32, .float32: 4
            case .uint64, .int64, .float64, .string: 8
            case .array: 4 + 8
            }
        }
    }

    /// Arrays within arrays; no known file goes beyond two, and a hostile one must not exhaust the stack.
    private static let deepestNesting = 4

    /// Reads a value with its kind before it.
    init(reading cursor: inout ByteCursor, key: String) throws(ModelFileError) {
        let place = "metadata \(ModelFileError.quoted(key))"
        let kind = try Self.kind(&cursor, place)
        self = try Self.read(kind, &cursor, place, depth: 0)
    }

    private static func kind(_ cursor: inout ByteCursor, _ place: String) throws(ModelFileError) -> Kind {
        let code: UInt32 = try cursor.integer("\(place), its kind")
        guard let kind = Kind(rawValue: code) else { throw cursor.malformed(place, "has the unknown kind \(code)") }
        return kind
    }

    private static func read(
        _ kind: Kind, _ cursor: inout ByteCursor, _ place: String, depth: Int
    ) throws(ModelFileError) -> GGUFValue {
        switch kind {
        case .uint8, .uint16, .uint32: .unsigned(UInt64(try integer(kind, &cursor, place)))
        case .uint64: .unsigned(try cursor.integer(place))
        case .int8, .int16, .int32, .int64: .signed(try integer(kind, &cursor, place))
        case .float32, .float64: .real(try real(kind, &cursor, place))
        case .bool: .boolean(try boolean(&cursor, place))
        case .string: .string(try cursor.string(place, strict: false))
        case .array: try readArray(&cursor, place, depth: depth + 1)
        }
    }

    private static func readArray(
        _ cursor: inout ByteCursor, _ place: String, depth: Int
    ) throws(ModelFileError) -> GGUFValue {
        guard depth <= deepestNesting else {
            throw cursor.malformed(place, "holds arrays nested deeper than \(deepestNesting)")
        }
        let kind = try kind(&cursor, place)
        let count = try cursor.count("\(place), its length", minimumSize: kind.minimumSize)
        switch kind {
        case .uint8, .int8, .uint16, .int16, .uint32, .int32, .int64:
            var values: [Int64] = []
            values.reserveCapacity(count)
            for _ in 0..<count { values.append(try integer(kind, &cursor, place)) }
            return .integers(values)
        case .float32, .float64:
            var values: [Double] = []
            values.reserveCapacity(count)
            for _ in 0..<count { values.append(try real(kind, &cursor, place)) }
            return .reals(values)
        case .bool:
            var values: [Bool] = []
            values.reserveCapacity(count)
            for _ in 0..<count { values.append(try boolean(&cursor, place)) }
            return .booleans(values)
        case .string:
            var values: [String] = []
            values.reserveCapacity(count)
            for _ in 0..<count { values.append(try cursor.string(place, strict: false)) }
            return .strings(values)
        case .uint64, .array:
            var values: [GGUFValue] = []
            values.reserveCapacity(count)
            for _ in 0..<count { values.append(try read(kind, &cursor, place, depth: depth)) }
            return kind == .uint64 ? mergedUnsigned(values) : .list(values)
        }
    }

    /// An array of `uint64` is an array of integers unless a value is beyond `Int64.max`.
    private static func mergedUnsigned(_ values: [GGUFValue]) -> GGUFValue {
        let integers = values.compactMap { $0.integer.map(Int64.init) }
        return integers.count == values.count ? .integers(integers) : .list(values)
    }

    private static func integer(_ kind: Kind, _ cursor: inout ByteCursor, _ place: String) throws(ModelFileError)
        -> Int64
    {
        switch kind {
        case .uint8: Int64(try cursor.integer(place) as UInt8)
        case .int8: Int64(try cursor.integer(place) as Int8)
        case .uint16: Int64(try cursor.integer(place) as UInt16)
        case .int16: Int64(try cursor.integer(place) as Int16)
        case .uint32: Int64(try cursor.integer(place) as UInt32)
        case .int32: Int64(try cursor.integer(place) as Int32)
        default: try cursor.integer(place)
        }
    }

    private static func real(_ kind: Kind, _ cursor: inout ByteCursor, _ place: String) throws(ModelFileError) -> Double
    {
        kind == .float32
            ? Double(Float(bitPattern: try cursor.integer(place))) : Double(bitPattern: try cursor.integer(place))
    }

    private static func boolean(_ cursor: inout ByteCursor, _ place: String) throws(ModelFileError) -> Bool {
        let byte: UInt8 = try cursor.integer(place)
        guard byte <= 1 else { throw cursor.malformed(place, "is the byte \(byte), a boolean is 0 or 1") }
        return byte == 1
    }
}
