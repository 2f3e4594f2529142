import Foundation
import HoneCore

extension TrialStore {
    /// JSON with sorted keys: equal values have equal texts.
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
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
