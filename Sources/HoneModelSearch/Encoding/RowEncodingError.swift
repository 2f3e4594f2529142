import HoneBase
import HoneCore

/// A value that cannot be written because it does not belong to its parameter.
package struct RowEncodingError: HoneError, Hashable {
    package let parameter: String
    package let value: ParameterValue
    package let domain: Domain

    package var place: String? { "parameter \(parameter)" }
    package var problem: String { "\(value) is not one of its values: \(domain)" }
    package var remedy: String? { "correct the configuration or the space" }
    package var fault: Fault { .input }
}
