/// What a reader of JSON takes and what it refuses.
package struct JSONReading: Sendable, Hashable {
    /// Objects and arrays that may stand inside each other.
    package var depth = 128
    /// Whether `NaN`, `Infinity` and `-Infinity` (as Python's `json` writes them; `nan` and `inf` too) are numbers, and
    /// numbers beyond the largest finite one, such as `1e999`, are infinite (as Python reads them).
    package var allowsNonFinite = false
    /// Whether numbers may be written as shells and old tools do: `.5`, `5.`, `+5`, `007`.
    package var allowsLooseNumbers = false
    /// Whether bytes that are not UTF-8 and halves of surrogate pairs become U+FFFD, and control characters may stand
    /// inside texts.
    package var repairsText = false
    /// Whether of members of one name the last one counts; otherwise a name that stands twice is an error.
    package var lastNameWins = false

    package init() {}

    /// RFC 8259, and no name twice in an object.
    package static let strict = JSONReading()

    /// What programs print, whatever wrote it: the numbers must arrive, even those of a training that diverged.
    package static let programs: JSONReading = {
        var reading = JSONReading()
        reading.depth = 32
        reading.allowsNonFinite = true
        reading.allowsLooseNumbers = true
        reading.repairsText = true
        reading.lastNameWins = true
        return reading
    }()
}
