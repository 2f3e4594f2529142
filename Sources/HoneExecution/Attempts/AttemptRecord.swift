/// A record of an attempt's control file, as the supervisor writes it and sends it over its socket: a line that is a flat
/// JSON object without escapes, whose last member is a checksum. `Sources/HoneSupervisor/record.h` describes the lines.
struct AttemptRecord: Sendable {
    /// `claim`, `program`, `end`, `abandoned`, `stop` or `answer`.
    let kind: String
    let token: String
    private let members: [(name: Substring, value: Substring)]

    /// - Parameter line: without its line break.
    /// - Returns: nil for a line that was torn, or is something else.
    init?(line: some Collection<UInt8>) {
        let bytes = Array(line)
        guard bytes.count > Self.tailLength + 1, bytes[0] == UInt8(ascii: "{") else { return nil }
        let body = bytes[1..<bytes.count - Self.tailLength]
        guard bytes[body.endIndex...].elementsEqual(Self.tail(of: body)) else { return nil }
        members = String(decoding: body, as: UTF8.self).split(separator: ",").compactMap { member in
            guard let colon = member.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            return (Self.unquoted(member[..<colon]), member[member.index(after: colon)...])
        }
        kind = Self.value("record", in: members).map { String(Self.unquoted($0)) } ?? ""
        token = Self.value("token", in: members).map { String(Self.unquoted($0)) } ?? ""
    }

    func number(_ name: String) -> Double? { Self.value(name, in: members).flatMap { Double($0) } }

    func count(_ name: String) -> Int? { Self.value(name, in: members).flatMap { Int($0) } }

    func text(_ name: String) -> String? { Self.value(name, in: members).map { String(Self.unquoted($0)) } }

    private static func value(_ name: String, in members: [(name: Substring, value: Substring)]) -> Substring? {
        members.first { $0.name == name }?.value
    }

    private static func unquoted(_ text: Substring) -> Substring {
        text.utf8.first == UInt8(ascii: "\"") ? text.dropFirst().dropLast() : text
    }

    // MARK: - Lines

    private static let mark = Array(",\"sum\":\"".utf8)
    private static let tailLength = mark.count + 8 + 2

    /// A line, with its line break, of the members given as JSON text.
    static func line(_ members: String) -> [UInt8] {
        [UInt8(ascii: "{")] + members.utf8 + tail(of: members.utf8) + [UInt8(ascii: "\n")]
    }

    /// What follows the members: their checksum (FNV-1a of 32 bits: enough to tell a torn line from a whole one, which is all
    /// it is for) and the end of the object.
    private static func tail(of members: some Sequence<UInt8>) -> [UInt8] {
        let sum = members.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        let digits = stride(from: 28, through: 0, by: -4).map {
            Array("0123456789abcdef".utf8)[Int(sum >> UInt32($0)) & 15]
        }
        return mark + digits + Array("\"}".utf8)
    }
}
