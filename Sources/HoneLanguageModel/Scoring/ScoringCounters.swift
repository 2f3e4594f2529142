/// What scoring computed and what it was spared, since the scorer was made.
package struct ScoringCounters: Sendable, Hashable, Codable {
    /// Prompts whose inputs all were in a cache, of which a beginning was, and of which nothing was.
    package var promptHits = 0
    package var promptExtensions = 0
    package var promptMisses = 0
    /// Prompt inputs that went through the model, and that did not have to.
    package var promptInputsComputed = 0
    package var promptInputsSaved = 0
    /// Candidates' inputs that went through the model, and that did not have to because rows were alike or began alike.
    package var candidateInputsComputed = 0
    package var candidateInputsSaved = 0
    /// Caches that had to make room.
    package var evictions = 0

    package init() {}
}
