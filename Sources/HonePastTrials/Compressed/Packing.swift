/// How a file is packed, as its first bytes say, whatever its name.
enum Packing: Sendable, Hashable, CaseIterable {
    case gzip
    case xz
    case bzip2
    case zstd
    case zip

    /// How many of a file's first bytes are looked at.
    static let magicLength = 6

    private var magic: [UInt8] {
        switch self {
        case .gzip: [0x1F, 0x8B]
        case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
        case .bzip2: [0x42, 0x5A, 0x68]
        case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
        case .zip: [0x50, 0x4B, 0x03, 0x04]
        }
    }

    private var command: String {
        switch self {
        case .gzip: "gzip -d FILE"
        case .xz: "xz -d FILE"
        case .bzip2: "bzip2 -d FILE"
        case .zstd: "zstd -d FILE"
        case .zip: "unzip FILE"
        }
    }

    /// - Returns: nil for a file that is not packed.
    init?(firstBytes: some Collection<UInt8>) {
        guard let packing = Self.allCases.first(where: { firstBytes.starts(with: $0.magic) }) else { return nil }
        self = packing
    }

    func unpacker() throws(UnpackingError) -> any Unpacker {
        switch self {
        case .gzip: return try Inflater(.gzip)
        #if os(Linux)
            case .xz: return try XZUnpacker()
        #else
            case .xz: break
        #endif
        case .bzip2, .zstd, .zip: break
        }
        throw UnpackingError("Hone does not unpack \(self) files", remedy: "unpack it first: \(command)")
    }

    /// The name without the endings that only say how a file is packed: `runs.csv.gz` is `runs.csv`.
    static func unpackedName(_ name: String) -> String {
        for ending in [".gz", ".xz"] where name.lowercased().hasSuffix(ending) && name.count > ending.count {
            return String(name.dropLast(ending.count))
        }
        return name
    }
}
