extension JSON {
    /// Reads one JSON text.
    ///
    /// - Throws: `JSONError` naming the place where it stops being JSON.
    package init(parsing bytes: some Collection<UInt8>, _ reading: JSONReading = .strict) throws(JSONError) {
        let result = bytes.withContiguousStorageIfAvailable { Self.read($0, reading) }
        self = try (result ?? Array(bytes).withUnsafeBufferPointer { Self.read($0, reading) }).get()
    }

    package init(parsing text: String, _ reading: JSONReading = .strict) throws(JSONError) {
        try self.init(parsing: text.utf8, reading)
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ reading: JSONReading) -> Result<JSON, JSONError> {
        Result { () throws(JSONError) in
            var cursor = JSONCursor(bytes, reading)
            let value = try JSON(&cursor)
            try cursor.finish()
            return value
        }
    }

    /// Reads the next value and goes behind it.
    package init(_ cursor: inout JSONCursor) throws(JSONError) { try self.init(&cursor, depth: 0) }

    private init(_ cursor: inout JSONCursor, depth: Int) throws(JSONError) {
        guard cursor.peek() != nil else { throw cursor.failure("the text ends where a value should stand") }
        let kind = try cursor.kind()
        if kind == .object || kind == .array, depth >= cursor.reading.depth {
            throw cursor.failure("values are nested deeper than \(cursor.reading.depth)")
        }
        switch kind {
        case .null:
            guard cursor.null() else { throw cursor.failure("a value should stand here", couldEnd: "null") }
            self = .null
        case .boolean: self = .bool(try cursor.boolean())
        case .string: self = .string(try cursor.string())
        case .number:
            switch try cursor.number() {
            case .integer(let value): self = .integer(value)
            case .hugeInteger(let digits): self = .hugeInteger(digits)
            case .double(let value): self = .number(value)
            }
        case .array:
            var elements: [JSON] = []
            var isFirst = true
            try cursor.open("[")
            while try cursor.next(&isFirst, closing: "]") { elements.append(try JSON(&cursor, depth: depth + 1)) }
            self = .array(elements)
        case .object: self = .object(try Self.members(&cursor, depth: depth))
        }
    }

    private static func members(_ cursor: inout JSONCursor, depth: Int) throws(JSONError) -> [Member] {
        var members: [Member] = []
        var known = NamesSeen()
        var isFirst = true
        try cursor.open("{")
        while try cursor.next(&isFirst, closing: "}") {
            cursor.skipSpace()
            let start = cursor.offset
            let name = try cursor.name()
            let value = try JSON(&cursor, depth: depth + 1)
            if let earlier = known.place(of: name, in: members) {
                guard cursor.reading.lastNameWins else {
                    throw JSONError(offset: start, problem: "the name '\(name)' stands twice")
                }
                members[earlier].value = value
            } else {
                members.append(Member(name, value))
            }
        }
        return members
    }

    /// Finds a name that stands twice without a table where few names are, and without their square where many are.
    private struct NamesSeen {
        private static let few = 16
        private var places: [String: Int] = [:]

        mutating func place(of name: String, in members: [Member]) -> Int? {
            guard members.count > Self.few else { return members.firstIndex { $0.name == name } }
            for place in places.count..<members.count { places[members[place].name] = place }
            return places[name]
        }
    }
}
