import HoneBase

extension Configuration {
    /// Reads an object of names and plain values, `{"lr": 0.1, "layers": 3}`, straight from its bytes: hundreds of
    /// thousands of stored configurations in a second. `1` is an integer, `1.0` a float.
    ///
    /// - Throws: `JSONError`: no such object, a value that is no scalar, a name that stands twice.
    package init(json bytes: some Collection<UInt8>) throws(JSONError) {
        let result = bytes.withContiguousStorageIfAvailable(Self.read)
        self = try (result ?? Array(bytes).withUnsafeBufferPointer(Self.read)).get()
    }

    package init(json text: String) throws(JSONError) { try self.init(json: text.utf8) }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<Configuration, JSONError> {
        Result { () throws(JSONError) in
            var cursor = JSONCursor(bytes)
            let configuration = try Configuration(&cursor)
            try cursor.finish()
            return configuration
        }
    }

    /// Reads the next object and goes behind it.
    package init(_ cursor: inout JSONCursor) throws(JSONError) {
        self.init()
        var isFirst = true
        try cursor.open("{")
        while try cursor.next(&isFirst, closing: "}") {
            let name = try cursor.name()
            guard values.updateValue(try Self.scalar(&cursor), forKey: name) == nil else {
                throw cursor.failure("the name '\(name)' stands twice")
            }
        }
    }

    private static func scalar(_ cursor: inout JSONCursor) throws(JSONError) -> ParameterValue {
        switch try cursor.kind() {
        case .string: return .string(try cursor.string())
        case .boolean: return .bool(try cursor.boolean())
        case .number:
            switch try cursor.number() {
            case .integer(let value): return .int(value)
            case .double(let value): return .float(value)
            case .hugeInteger(let digits): throw cursor.failure("\(digits) is beyond all integers")
            }
        case .object, .array, .null: throw cursor.failure("a number, a text, true or false should stand here")
        }
    }

    /// As JSON, the parameters in the order of their names: `{"layers":3,"lr":0.1}`.
    package var json: String {
        var writer = JSONWriter()
        writer.value(self)
        return writer.text
    }
}

extension JSONWriter {
    /// A configuration as an object, its parameters by name.
    package mutating func value(_ configuration: Configuration) {
        object { writer in
            for (name, value) in configuration.sorted {
                writer.name(name)
                writer.value(value)
            }
        }
    }
}
