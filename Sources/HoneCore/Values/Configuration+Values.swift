extension Configuration {
    /// The value of a parameter as a Swift type.
    ///
    ///     let lr = try configuration.value("lr", as: Double.self)
    ///
    /// - Throws: `ParameterAccessError` if there is no such parameter in the configuration, or its value is of another type.
    public func value<Value: TunableValue>(_ name: String, as type: Value.Type = Value.self)
        throws(ParameterAccessError) -> Value
    {
        guard let value = values[name] else {
            throw ParameterAccessError(missing: name, known: values.keys.sorted())
        }
        guard let typed = Value(parameterValue: value) else {
            throw ParameterAccessError(name, value, isNot: type)
        }
        return typed
    }

    /// The value of a numeric parameter.
    ///
    /// - Throws: `ParameterAccessError` if there is no such parameter in the configuration, or it is no number.
    public func double(_ name: String) throws(ParameterAccessError) -> Double { try value(name) }

    /// The value of an integer parameter.
    ///
    /// - Throws: `ParameterAccessError` if there is no such parameter in the configuration, or it is no integer.
    public func int(_ name: String) throws(ParameterAccessError) -> Int { try value(name) }

    /// The value of a parameter that is text.
    ///
    /// - Throws: `ParameterAccessError` if there is no such parameter in the configuration, or it is no text.
    public func string(_ name: String) throws(ParameterAccessError) -> String { try value(name) }

    /// The value of a flag.
    ///
    /// - Throws: `ParameterAccessError` if there is no such parameter in the configuration, or it is no flag.
    public func bool(_ name: String) throws(ParameterAccessError) -> Bool { try value(name) }
}
