import HoneCore

/// A configuration that may be suggested, with the key by which equals are known: made once, compared often.
package struct Candidate: Sendable, Hashable {
    package let configuration: Configuration
    /// `Configuration.key`.
    package let key: String

    package init(_ configuration: Configuration) {
        self.configuration = configuration
        key = configuration.key
    }

    package static func == (a: Candidate, b: Candidate) -> Bool { a.key == b.key }
    package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
