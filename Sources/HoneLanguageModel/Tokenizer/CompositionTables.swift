import Foundation

/// Unicode's canonical decompositions and compositions (Unicode Standard, section 3.11), character by character.
///
/// Foundation answers right for one character but not for sequences (on Linux it leaves `U+D408 U+11C1` apart and makes
/// `U+FFFD` of old Korean letters), so only the table comes from there and the algorithm is `CanonicalComposition`'s.
struct CompositionTables: Sendable {
    /// Made when first needed, in some ten milliseconds.
    static let shared = CompositionTables()

    /// Where characters that decompose stand, Korean syllables aside.
    private static let ranges: [ClosedRange<UInt32>] = [
        0xc0...0x30ff, 0xf900...0xfb4f, 0x105c0...0x105ff, 0x11080...0x119ff, 0x16d60...0x16d6f, 0x1d15e...0x1d1c0,
        0x2f800...0x2fa1d,
    ]

    /// Completely decomposed.
    private let decompositions: [UInt32: [UInt32]]
    /// By `first << 32 | second`.
    private let compositions: [UInt64: UInt32]

    private init() {
        var decompositions: [UInt32: [UInt32]] = [:]
        var composites: [(parts: [UInt32], whole: UInt32)] = []
        for value in Self.ranges.joined() {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = String(scalar)
            let parts = text.decomposedStringWithCanonicalMapping.unicodeScalars.map(\.value)
            guard parts != [value] else { continue }
            decompositions[value] = parts
            if parts.count > 1, text.precomposedStringWithCanonicalMapping.unicodeScalars.map(\.value) == [value] {
                composites.append((parts, value))
            }
        }
        // A composite of several marks is composed from the one without the last.
        var compositions: [UInt64: UInt32] = [:]
        for (parts, whole) in composites.sorted(by: { ($0.parts.count, $0.whole) < ($1.parts.count, $1.whole) }) {
            let first = parts.dropLast().dropFirst().reduce(Optional(parts[0])) { first, part in
                first.flatMap { compositions[Self.pair($0, part)] }
            }
            if let first { compositions[Self.pair(first, parts[parts.count - 1])] = whole }
        }
        self.decompositions = decompositions
        self.compositions = compositions
    }

    private static func pair(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) << 32 | UInt64(second) }

    // Korean syllables are composed by arithmetic (section 3.12): leading consonant, vowel, perhaps a last consonant.
    private static let (syllables, leads, vowels, tails): (UInt32, UInt32, UInt32, UInt32) = (
        0xac00, 0x1100, 0x1161, 0x11a7
    )
    private static let (leadCount, vowelCount, tailCount): (UInt32, UInt32, UInt32) = (19, 21, 28)

    /// Appends the complete decomposition of a character.
    func decompose(_ value: UInt32, into parts: inout [UInt32]) {
        let syllable = value &- Self.syllables
        if syllable < Self.leadCount * Self.vowelCount * Self.tailCount {
            parts.append(Self.leads + syllable / (Self.vowelCount * Self.tailCount))
            parts.append(Self.vowels + syllable % (Self.vowelCount * Self.tailCount) / Self.tailCount)
            if syllable % Self.tailCount > 0 { parts.append(Self.tails + syllable % Self.tailCount) }
        } else if let known = decompositions[value] {
            parts += known
        } else {
            parts.append(value)
        }
    }

    /// The character that two compose to.
    func compose(_ first: UInt32, _ second: UInt32) -> UInt32? {
        let (lead, vowel) = (first &- Self.leads, second &- Self.vowels)
        if lead < Self.leadCount, vowel < Self.vowelCount {
            return Self.syllables + (lead * Self.vowelCount + vowel) * Self.tailCount
        }
        let (syllable, tail) = (first &- Self.syllables, second &- Self.tails)
        if syllable < Self.leadCount * Self.vowelCount * Self.tailCount, syllable % Self.tailCount == 0,
            (1..<Self.tailCount).contains(tail)
        {
            return first + tail
        }
        return compositions[Self.pair(first, second)]
    }
}
