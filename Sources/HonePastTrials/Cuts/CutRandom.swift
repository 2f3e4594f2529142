import HoneBase

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), begun from a seed, a task's name and a number.
struct CutRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64, task: String, number: Int) {
        let digest = SHA256.hash(of: "\(seed)|\(task)|\(number)".utf8).hexadecimal
        state = UInt64(digest.prefix(16), radix: 16) ?? seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
