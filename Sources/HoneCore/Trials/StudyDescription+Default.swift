extension StudyDescription {
    /// What a study without trials begins with, before any optimiser is asked: its parameters' defaults; nil where there are
    /// none or they are not wanted (`usesDefault`).
    ///
    /// The one place that knows this; optimisers suggest what they would without it. Its record says whether the user stated
    /// all of it.
    package var defaultSuggestion: Suggestion? {
        guard usesDefault, let configuration = space.defaultConfiguration else { return nil }
        // Where one parameter has a default, others take the middle of their domains, which is nobody's default.
        let record =
            space.statedDefault == nil
            ? SuggestionRecord(
                origin: "start", rationale: "the defaults that were given, and the middle of what has none")
            : SuggestionRecord(origin: "default", rationale: "the parameters' defaults")
        return Suggestion(configuration, record)
    }
}
