import HoneCore

/// An amount of memory, written as people write it.
public struct MemorySize: Sendable, Hashable, CustomStringConvertible {
    /// The amount in bytes.
    public let bytes: Int

    /// An amount in bytes.
    public init(bytes: Int) { self.bytes = bytes }

    private static let units: [(suffix: String, bytes: Double)] = [
        ("gib", 1_073_741_824), ("mib", 1_048_576), ("gi", 1_073_741_824), ("mi", 1_048_576), ("gb", 1e9), ("mb", 1e6),
        ("g", 1e9), ("m", 1e6),
    ]

    /// Reads `2G`, `1500M`, `1.5GB`, `512MiB`.
    ///
    /// - Throws: `FineTuningError.memorySize` for anything else.
    public init(parsing text: String) throws(FineTuningError) {
        let lower = text.lowercased()
        for (suffix, unit) in Self.units where lower.hasSuffix(suffix) {
            guard let number = Double(decimal: String(lower.dropLast(suffix.count))), number > 0, number < 1e6 else {
                break
            }
            bytes = Int(number * unit)
            return
        }
        throw .memorySize(text)
    }

    /// Three digits and a unit: `1.52 GB`, `640 MB`; what is needed is rounded up.
    public var description: String {
        let megabytes = (Double(bytes) / 1e6).rounded(.up)
        return megabytes < 1000
            ? "\(Int(megabytes)) MB" : "\((Double(bytes) / 1e7).rounded(.up) / 100) GB"
    }
}
