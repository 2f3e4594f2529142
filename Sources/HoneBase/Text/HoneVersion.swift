/// Which version of Hone this is.
package enum HoneVersion {
    package static let number = "0.1.0"
    /// For what Hone made: `hone 0.1.0`.
    package static let current = "hone \(number)"
}
