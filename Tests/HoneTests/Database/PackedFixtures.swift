import Foundation
import Hone

/// The same two trials as text and packed, and a mebibyte of zeros. The packed ones were made by Python's gzip (with
/// `mtime=0`) and lzma.
enum PackedFixtures {
    static let trials = """
        {"model": "lr", "dataset": "german", "rows": 1000, "config": {"alpha": 0.01, "eta0": 0.1}, "cv_error": 0.25}
        {"model": "lr", "dataset": "wine", "rows": 178, "config": {"alpha": 0.5, "eta0": 0.3}, "cv_error": 0.02}

        """

    static let gzip = data(
        """
        H4sIAAAAAAAC/32NzQqEMAwG7z6F5LwsqSK7+DJL0PgDtZVY1kPpu5t6Epb1lpkvMBEW37OFtgQr8Cihp0AbhyxGloVcluL3TY1BRKXOu2EelSOQ
        XSfSC59odOFAeJJJ+e/7YREvp6maVMSb2D47vqZe73+l5hqqf0JYpeIAuViaNNYAAAA=
        """)
    static let xz = data(
        """
        /Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ADVAHFdAD2IiaczqOeviRKVKWCOQWip9xOZQw7Wm/0CecfRfyZs1slXwotK3yXR1MoEJjwiMCp5FOl5wWLv
        ek5WtiCdg0iI1nCkpfMhJwTQrUy7bX89t/+jMwzx8gzFruNXBG3z3BpelkOnJGlSiXVQKKFFZIgAAAAAAHWg3mNDEM9sAAGNAdYBAAAZduZescRn+wIA
        AAAABFla
        """)
    /// 1 MiB of zeros in 240 bytes.
    static let xzOfZeros = data(
        """
        /Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj7///ANldAABv/f//o7f/Rz5IFXI5YVG4kijmo4YH+e7kHoLTL8U6PAFLsX7JiopNL6MN2X+m44wjEVPgWRjF
        dYrid/i2lH8MasDedElk4ulcU7IE2PdEDKtfDW1G6eXDdoi3llestk3haR1v+0uIEGxCy4g/XACP0E6vJiiUcR89jyThcJ6nI1/sKMuF0ZWYin4qkfIn
        dfcZwAaYTZj92K/VkA/EJVP49ZE2MQWlsO5vwXBNRwzRkRGqrWAdus6xJxhcWYbpZlJYvul2rFnk5VsFCPnH2q38+1Iq9+SVJQAAAAAAwva6PqJwa2AA
        AfUBgIBAAHmXf0exxGf7AgAAAAAEWVo=
        """)

    private static func data(_ base64: String) -> Data {
        Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data()
    }

    /// A file in a folder of its own, which is removed afterwards.
    static func withFile<T>(_ name: String, _ content: Data, _ body: (String) throws -> T) throws -> T {
        try DatabaseFixtures.withFile(name, "") { path in
            try content.write(to: URL(fileURLWithPath: path))
            return try body(path)
        }
    }
}
