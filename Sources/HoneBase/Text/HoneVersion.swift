/// Which version of Hone made something.
package enum HoneVersion {
    package static let current = "hone 0.1.0"
}
