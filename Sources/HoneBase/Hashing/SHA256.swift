/// SHA-256 (FIPS 180-4), for naming content: weights, adapters and snapshots are told apart by it.
///
/// Our own because the alternative, swift-crypto, builds BoringSSL for many minutes. It guards against damage and
/// mix-ups; secrets are no part of it. Feed it in pieces with `update`, or hash a whole buffer with `SHA256.hash(of:)`.
package struct SHA256: Sendable {
    /// Bytes in one block of the compression function.
    private static let blockSize = 64

    private var state: State = .initial
    private var pending: [UInt8] = []
    private var byteCount: UInt64 = 0

    package init() { pending.reserveCapacity(Self.blockSize) }

    /// Appends bytes to the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        byteCount &+= UInt64(bytes.count)
        var rest = bytes[...]
        if !pending.isEmpty {
            let taken = rest.prefix(Self.blockSize - pending.count)
            pending.append(contentsOf: taken)
            rest = rest.dropFirst(taken.count)
            guard pending.count == Self.blockSize else { return }
            pending.withUnsafeBytes { state.absorb($0) }
            pending.removeAll(keepingCapacity: true)
        }
        let whole = rest.count / Self.blockSize * Self.blockSize
        state.absorb(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
        pending.append(contentsOf: rest.dropFirst(whole))
    }

    /// Appends bytes to the message.
    package mutating func update(_ bytes: some Sequence<UInt8>) {
        let copied = Array(bytes)
        copied.withUnsafeBytes { update($0) }
    }

    /// Ends the message and returns its digest (32 bytes). The value can be used once.
    package consuming func finalize() -> Digest {
        let bitCount = byteCount &* 8
        var tail: [UInt8] = pending
        tail.append(0x80)
        while tail.count % Self.blockSize != 56 { tail.append(0) }
        for shift in stride(from: 56, through: 0, by: -8) {
            tail.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
        }
        tail.withUnsafeBytes { state.absorb($0) }
        return Digest(words: state.words)
    }

    /// The digest of a whole buffer.
    package static func hash(of bytes: UnsafeRawBufferPointer) -> Digest {
        var hasher = SHA256()
        hasher.update(bytes)
        return hasher.finalize()
    }

    /// The digest of a sequence of bytes, for example `Data` or `text.utf8`.
    package static func hash(of bytes: some Sequence<UInt8>) -> Digest {
        var hasher = SHA256()
        hasher.update(bytes)
        return hasher.finalize()
    }

    /// A digest of 32 bytes; its description is 64 lower-case hexadecimal digits.
    package struct Digest: Sendable, Hashable, CustomStringConvertible {
        package let bytes: [UInt8]

        fileprivate init(words: [UInt32]) {
            bytes = words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
        }

        package var description: String { hexadecimal }

        /// 64 lower-case hexadecimal digits, as `sha256sum` prints them.
        package var hexadecimal: String {
            let digits = Array("0123456789abcdef".utf8)
            let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
            return String(decoding: text, as: UTF8.self)
        }
    }
}

extension SHA256 {
    /// The eight chaining values (FIPS 180-4, 6.2.1).
    private struct State: Sendable {
        var a, b, c, d, e, f, g, h: UInt32

        /// The first 32 bits of the fractional parts of the square roots of the first eight primes (5.3.3).
        static let initial = State(
            a: 0x6a09_e667, b: 0xbb67_ae85, c: 0x3c6e_f372, d: 0xa54f_f53a, e: 0x510e_527f, f: 0x9b05_688c,
            g: 0x1f83_d9ab, h: 0x5be0_cd19)

        var words: [UInt32] { [a, b, c, d, e, f, g, h] }

        /// Compresses whole blocks of 64 bytes. The chaining values stay in local variables, which the compiler keeps
        /// in registers; the schedule takes 256 bytes of stack.
        mutating func absorb(_ blocks: UnsafeRawBufferPointer) {
            guard let base = blocks.baseAddress, blocks.count >= blockSize else { return }
            let state = self
            self = roundConstants.withUnsafeBufferPointer { constants in
                withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
                    guard let k = constants.baseAddress, let w = schedule.baseAddress else { return state }
                    var state = state
                    for offset in stride(from: 0, to: blocks.count, by: blockSize) {
                        Self.expand(base + offset, into: w)
                        state = state.compressed(constants: k, schedule: w)
                    }
                    return state
                }
            }
        }

        /// The message schedule (6.2.2, step 1).
        @inline(__always)
        private static func expand(_ block: UnsafeRawPointer, into w: UnsafeMutablePointer<UInt32>) {
            for t in 0..<16 {
                w[t] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 &* t, as: UInt32.self))
            }
            var t = 16
            while t < 64 {
                let early = w[t &- 15]
                let late = w[t &- 2]
                let sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ (early &>> 3)
                let sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ (late &>> 10)
                w[t] = w[t &- 16] &+ sigma0 &+ w[t &- 7] &+ sigma1
                t &+= 1
            }
        }

        /// The 64 rounds (6.2.2, steps 2 to 4), eight at a time with the roles of the variables turned, so that none
        /// is moved.
        @inline(__always)
        private func compressed(constants k: UnsafePointer<UInt32>, schedule w: UnsafePointer<UInt32>) -> State {
            var (a, b, c, d) = (self.a, self.b, self.c, self.d)
            var (e, f, g, h) = (self.e, self.f, self.g, self.h)
            var t = 0
            while t < 64 {
                Self.round(a, b, c, &d, e, f, g, &h, k[t] &+ w[t])
                Self.round(h, a, b, &c, d, e, f, &g, k[t &+ 1] &+ w[t &+ 1])
                Self.round(g, h, a, &b, c, d, e, &f, k[t &+ 2] &+ w[t &+ 2])
                Self.round(f, g, h, &a, b, c, d, &e, k[t &+ 3] &+ w[t &+ 3])
                Self.round(e, f, g, &h, a, b, c, &d, k[t &+ 4] &+ w[t &+ 4])
                Self.round(d, e, f, &g, h, a, b, &c, k[t &+ 5] &+ w[t &+ 5])
                Self.round(c, d, e, &f, g, h, a, &b, k[t &+ 6] &+ w[t &+ 6])
                Self.round(b, c, d, &e, f, g, h, &a, k[t &+ 7] &+ w[t &+ 7])
                t &+= 8
            }
            return State(
                a: self.a &+ a, b: self.b &+ b, c: self.c &+ c, d: self.d &+ d, e: self.e &+ e, f: self.f &+ f,
                g: self.g &+ g, h: self.h &+ h)
        }

        @inline(__always)
        private static func round(
            _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
            _ h: inout UInt32, _ input: UInt32
        ) {
            let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
            let choice = g ^ (e & (f ^ g))
            let first = h &+ sum1 &+ choice &+ input
            let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
            let majority = (a & b) | (c & (a | b))
            d = d &+ first
            h = first &+ sum0 &+ majority
        }
    }
}

@inline(__always)
private func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 { (value &>> count) | (value &<< (32 &- count)) }

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2).
private let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
]
