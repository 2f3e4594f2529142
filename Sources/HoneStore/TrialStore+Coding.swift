import Foundation
import HoneCore

extension TrialStore {
    /// JSON with sorted keys: equal values have equal texts.
    ///
    /// - Throws: `StoreError.unstorable` for what JSON cannot hold, an infinite number say.
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
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
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw StoreError.unreadable(path: path, place: place, detail: "\(error)")
        }
    }
}
