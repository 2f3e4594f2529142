import HoneBase

/// Code that reads a parameter by a name that it does not have, or as a type that its value is not of.
public struct ParameterAccessError: HoneError, Hashable {
    /// The name that was asked for.
    public let name: String
    public let problem: String
    public let remedy: String?

    public var place: String? { "parameter \(name)" }
    public var fault: Fault { .program }

    /// - Parameter known: the names that there are.
    package init(missing name: String, known: [String]) {
        self.name = name
        problem = "there is no parameter of this name"
        if let nearest = NearestName.find(name, among: known) {
            remedy = "did you mean \(nearest)?"
        } else {
            remedy = "the parameters are \(known.joined(separator: ", "))"
        }
    }

    /// - Parameter condition: what does not hold: `optimizer is sgd`.
    package init(inactive name: String, unless condition: String) {
        self.name = name
        problem = "it is not active in this configuration"
        remedy = "read it only where \(condition)"
    }

    /// A value that is not of the type that it was asked for as.
    package init<Value>(_ name: String, _ value: ParameterValue, isNot type: Value.Type) {
        self.name = name
        let (own, reader) =
            switch value {
            case .int: ("an Int", "int")
            case .float: ("a Double", "double")
            case .string: ("a String", "string")
            case .bool: ("a Bool", "bool")
            }
        problem = "its value \(value) is \(own), which cannot be read as \(type)"
        remedy = "read it as \(own): \(reader)(\"\(name)\")"
    }
}
