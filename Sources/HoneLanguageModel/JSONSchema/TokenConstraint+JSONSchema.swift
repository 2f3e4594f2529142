import HoneBase

extension TokenConstraint {
    /// Answers that are JSON documents of a schema. As long as `maxTokens` leaves room for the shortest document, the
    /// answer is whole: when it becomes scarce, only tokens are allowed behind which an end can still be reached.
    ///
    ///     let schema = try JSON(parsing: #"{"type": "object", "properties": {"lr": {"type": "number", "minimum": 0}}}"#)
    ///     let options = TextGenerator.Options(constraint: try .json(schema: schema, tokenizer: tokenizer))
    ///
    /// - Parameter file: named in errors.
    /// - Throws: `JSONSchemaError` naming the place and keyword that is not supported (see `JSONSchemaCompiler` and
    ///   `docs/models.md`) or wrong.
    package static func json(
        schema: JSON, file: String = "the schema", tokenizer: Tokenizer
    ) throws(JSONSchemaError) -> TokenConstraint {
        var compiler = JSONSchemaCompiler(schema, file: file)
        return matching(try compiler.compile(), tokenizer: tokenizer)
    }
}
