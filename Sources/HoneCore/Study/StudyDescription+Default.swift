extension StudyDescription {
    /// What a study begins with before any optimiser is asked: its parameters' defaults.
    ///
    /// The one place that knows this; optimisers suggest what they would without it.
    ///
    /// - Returns: nil once there are trials, where a parameter has no default, and where defaults are not wanted
    ///   (`usesDefault`).
    package func defaultSuggestion(after history: TrialHistory) -> Suggestion? {
        guard history.trials.isEmpty, usesDefault else { return nil }
        return space.defaultConfiguration.map { Suggestion($0, SuggestionRecord(origin: "default")) }
    }
}
