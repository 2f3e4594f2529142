import HoneBase

/// A vocabulary in which rows cannot be written.
package struct RowTokenizerError: HoneError, Hashable {
    /// What there is none of.
    package let missing: String

    package var place: String? { "the language model's vocabulary" }
    package var problem: String { "there is no \(missing), which rows of values are written with" }
    package var remedy: String? { "use a model with a byte-level vocabulary, such as SmolLM2" }
    package var fault: Fault { .input }
}
