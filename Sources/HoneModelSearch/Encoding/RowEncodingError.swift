import HoneCore

/// A value that cannot be written because it does not belong to its parameter.
package struct RowEncodingError: Error, Hashable, Sendable, CustomStringConvertible {
    package let parameter: String
    package let value: ParameterValue
    package let domain: Domain

    package var description: String {
        "parameter \(parameter): \(value) is not one of its values: \(domain); correct the configuration or the space"
    }
}
