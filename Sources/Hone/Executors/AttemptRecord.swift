/// A record of an attempt's control file, as the supervisor writes it and sends it over its socket: a line that is a flat
/// JSON object without escapes, whose last member is a checksum. `Sources/HoneSupervisor/record.h` describes the lines.
struct AttemptRecord: Sendable, Hashable {
    /// `claim`, `program`, `end`, `abandoned`, `stop` or `answer`.
    let kind: String
    let token: String
    private let members: [String: Substring]

    /// - Parameter line: without its line break.
    /// - Returns: nil for a line that was torn, or is something else.
    init?(line: some Collection<UInt8>) {
        let text = String(decoding: line, as: UTF8.self)
        guard text.hasPrefix("{"), let mark = text.range(of: Self.mark, options: .backwards) else { return nil }
        let body = text[text.index(after: text.startIndex)..<mark.lowerBound]
        guard text[mark.upperBound...].dropLast(2) == Self.checksumText(body.utf8), text.hasSuffix("\"}") else {
            return nil
        }
        var members: [String: Substring] = [:]
        for member in body.split(separator: ",") {
            guard let colon = member.firstIndex(of: ":") else { return nil }
            members[Self.unquoted(member[..<colon])] = member[member.index(after: colon)...]
        }
        self.members = members
        kind = members["record"].map(Self.unquoted) ?? ""
        token = members["token"].map(Self.unquoted) ?? ""
    }

    func number(_ name: String) -> Double? { members[name].flatMap { Double($0) } }

    func count(_ name: String) -> Int? { members[name].flatMap { Int($0) } }

    func text(_ name: String) -> String? { members[name].map(Self.unquoted) }

    // MARK: - Lines

    private static let mark = ",\"sum\":\""

    /// A line, with its line break, of the members given as JSON text.
    static func line(_ members: String) -> [UInt8] {
        Array("{\(members)\(mark)\(checksumText(members.utf8))\"}\n".utf8)
    }

    /// FNV-1a of 32 bits: enough to tell a torn line from a whole one, which is all it is for.
    private static func checksumText(_ bytes: some Sequence<UInt8>) -> String {
        let sum = bytes.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        let digits = String(sum, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func unquoted(_ text: Substring) -> String {
        text.hasPrefix("\"") ? String(text.dropFirst().dropLast()) : String(text)
    }
}
