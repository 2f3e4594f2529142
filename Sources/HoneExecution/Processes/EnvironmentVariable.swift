import Foundation

/// The environment of this process.
enum EnvironmentVariable {
    /// A variable's value, repaired where it is no UTF-8; nil if it is not set.
    static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
