import HoneCore

extension TrialStore {
    /// JSON with sorted keys, in which 1.0 stays a float: equal values have equal texts.
    ///
    /// - Throws: `StoreError.unstorable` for what JSON cannot hold, an infinite number say.
    static func encode(_ value: some Encodable) throws -> String {
        do {
            return try ExactJSONEncoder().text(of: value)
        } catch {
            throw StoreError.unstorable(detail: "\(error)")
        }
    }

    /// - Parameters:
    ///   - place: what the text is, for the message.
    /// - Throws: `StoreError.unreadable`.
    static func decode<Value: Decodable>(_ type: Value.Type, from text: String, place: String, path: String) throws
        -> Value
    {
        do {
            return try ExactJSONDecoder.decode(type, from: text.utf8)
        } catch {
            throw StoreError.unreadable(path: path, place: place, detail: "\(error)")
        }
    }
}
