extension PrunerChoice: Codable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }

        static let name = Key("name")
        static let wrapped = Key(PrunerChoice.wrappedKey)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        var settings: [String: ParameterValue] = [:]
        for key in container.allKeys where key.stringValue != Key.name.stringValue {
            if key.stringValue == Key.wrapped.stringValue { continue }
            settings[key.stringValue] = try container.decode(ParameterValue.self, forKey: key)
        }
        try self.init(
            name: try container.decode(String.self, forKey: .name), settings: settings,
            wrapped: try container.decodeIfPresent(PrunerChoice.self, forKey: .wrapped))
    }

    /// Only what was given is written, so that later versions of Hone may know better defaults.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind.rawValue, forKey: .name)
        for setting in kind.settings {
            guard let number = settings[setting.key] else { continue }
            if setting.isWhole {
                try container.encode(Int(number), forKey: Key(setting.key))
            } else {
                try container.encode(number, forKey: Key(setting.key))
            }
        }
        if pauses { try container.encode(true, forKey: Key(PrunerChoice.pauseKey)) }
        try container.encodeIfPresent(wrapped, forKey: .wrapped)
    }
}
