import HoneBase

/// Why answers cannot be held to a JSON schema.
package struct JSONSchemaError: HoneError, Hashable {
    /// `schema.json, #/properties/age`.
    package let place: String?
    package let problem: String
    package let remedy: String?
    package var fault: Fault { .input }

    package init(place: String?, problem: String, remedy: String? = nil) {
        self.place = place
        self.problem = problem
        self.remedy = remedy
    }
}
