import HoneCore
import Testing

@Suite("SHA-256") struct SHA256Tests {
    /// FIPS 180-2 appendix B and the NIST example vectors.
    static let known: [(message: String, digest: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test("gives the standard's digests", arguments: known) func knownAnswers(message: String, digest: String) {
        #expect(SHA256.hash(of: message.utf8).hexadecimal == digest)
    }

    /// Not among the arguments above, which the test runner prints.
    @Test("gives the standard's digest of a million letters") func longMessage() {
        let digest = SHA256.hash(of: String(repeating: "a", count: 1_000_000).utf8).hexadecimal
        #expect(digest == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("does not depend on how the message is cut") func pieces() {
        let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let whole = SHA256.hash(of: message)
        for size in [1, 7, 63, 64, 65, 128, 999] {
            var hasher = SHA256()
            for start in stride(from: 0, to: message.count, by: size) { hasher.update(message[start...].prefix(size)) }
            #expect(hasher.finalize() == whole, "pieces of \(size)")
        }
    }
}
