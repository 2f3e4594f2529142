/// Random names of attempts.
public enum AttemptToken {
    /// 128 random bits as 32 hexadecimal digits. Not from a study's seed: two runs of one seed are two lives.
    public static func random() -> String {
        (0..<2).map { _ in
            let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
