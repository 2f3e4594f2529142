import HoneBase

/// One JSON object as programs report their numbers: `{"loss": 0.31, "step": 3}`. Python's `NaN` and `Infinity` are numbers
/// here, because a diverged training is exactly what must be told.
enum NumberObject {
    typealias Member = (name: String, reading: MetricReading)

    /// The members of the object in their order, as far as they are wanted; of lists and objects in it only that they are no
    /// numbers. A text that holds a number (`"0.31"`) and a list of one count as that number.
    ///
    /// - Parameter isWanted: whether a member of that name is kept; bounds the memory that a hostile line may take.
    /// - Returns: nil if the bytes are not one whole object.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, where isWanted: (String) -> Bool) -> [Member]? {
        try? members(in: bytes, where: isWanted)
    }

    private static func members(in bytes: UnsafeBufferPointer<UInt8>, where isWanted: (String) -> Bool)
        throws(JSONError) -> [Member]
    {
        var cursor = JSONCursor(bytes, .programs)
        var kept: [Member] = []
        var isFirst = true
        try cursor.open("{")
        while try cursor.next(&isFirst, closing: "}") {
            let name = try cursor.name()
            if isWanted(name) { kept.append((name, try reading(&cursor))) } else { try cursor.skip() }
        }
        try cursor.finish()
        return kept
    }

    private static func reading(_ cursor: inout JSONCursor) throws(JSONError) -> MetricReading {
        switch try cursor.kind() {
        case .number: return .number(try cursor.double())
        case .string: return MetricNumber.whole(try cursor.string())
        case .array: return try list(&cursor)
        case .object:
            try cursor.skip()
            return .unreadable("an object is no number")
        case .boolean: return .unreadable("\(try cursor.boolean()) is no number")
        case .null:
            try cursor.skip()
            return .unreadable("null is no number")
        }
    }

    /// The only number of a list of one; other lists are no numbers.
    private static func list(_ cursor: inout JSONCursor) throws(JSONError) -> MetricReading {
        var only: Double?
        var count = 0
        var isFirst = true
        try cursor.open("[")
        while try cursor.next(&isFirst, closing: "]") {
            if count == 0, try cursor.kind() == .number { only = try cursor.double() } else { try cursor.skip() }
            count += 1
        }
        if count == 1, let only { return .number(only) }
        return .unreadable("a list is no number")
    }
}
