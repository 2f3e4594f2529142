import Foundation
import HoneLanguageModel
import Testing

@Suite("A lying safetensors file") struct HostileSafetensorsTests {
    private func file(_ header: String, length: UInt64? = nil, data: Int = 0) -> [UInt8] {
        let size = length ?? UInt64(header.utf8.count)
        return withUnsafeBytes(of: size.littleEndian, Array.init) + Array(header.utf8)
            + [UInt8](repeating: 0, count: data)
    }

    static let lies: [(header: String, data: Int, complaint: String)] = [
        ("", 0, "JSON object"),
        ("[]", 0, "JSON object"),
        ("{", 0, "valid JSON"),
        ("{\"a\":1}", 0, "wrong kind at 'a'"),
        ("{\"a\":{}}", 0, "lacks one of"),
        ("{\"__metadata__\":{\"a\":1}}", 0, "wrong kind"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "lacks one of"),
        ("{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8, "'F64'"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8, "does not fill"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4, "outside"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "outside"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", 4, "outside"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "impossible shape"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}", 4, "impossible shape"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1e400],\"data_offsets\":[0,4]}}", 4, "header"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4, "header"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8, "belong to no tensor"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "begins at byte"),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
            8, "'b'"
        ),
        (String(repeating: "{\"a\":", count: 100_000), 0, "header"),
    ]

    @Test("is refused and says why", arguments: lies) func lie(header: String, data: Int, complaint: String) throws {
        try FormatFixtures.withFile(file(header, data: data)) { url in
            let error = #expect(throws: ModelFileError.self) { try SafetensorsFile(url: url) }
            #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
        }
    }

    @Test("is refused with a header longer than itself", arguments: [3, 1 << 20, 1 << 62, UInt64.max])
    func headerLength(length: UInt64) throws {
        try FormatFixtures.withFile(file("{}", length: length)) { url in
            let error = #expect(throws: ModelFileError.self) { try SafetensorsFile(url: url) }
            #expect(error?.description.contains("claims \(length) bytes") == true)
        }
    }
}
