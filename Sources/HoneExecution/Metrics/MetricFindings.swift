import HoneCore

/// What a program reported, and what was looked at for it.
package struct MetricFindings: Sendable {
    /// Where an objective was named last.
    package struct Place: Sendable {
        package var reading: MetricReading
        /// `results file, line 3`, `stdout, line 12: loss: 0.31`.
        package var source: String
        /// The line itself.
        package var text: String
        /// Its steps.
        package var reports: [StepReport]
    }

    /// Of each objective, in their order; nil where no channel names it.
    package var places: [Place?] = []
    /// Other numbers, by name.
    package var metrics: [String: Double] = [:]
    package var scanned = Scanned()

    /// How many other numbers are kept.
    package static let metricLimit = OtherMetrics.limit

    package init() {}

    /// The objectives' values; nil where none could be read.
    package var values: [Double?] { places.map { $0?.reading.value } }
    /// Where the first objective was read.
    package var source: String? { places.first.flatMap { $0?.reading.value == nil ? nil : $0?.source } }
    /// Steps of the first objective, with the values of the others where all of them reported the same step.
    ///
    /// - Parameter count: how many of the places are objectives.
    package func reports(objectives count: Int) -> [StepReport] {
        guard let first = places.first.flatMap({ $0?.reports }) else { return [] }
        guard count > 1 else { return first }
        let others = places[1..<min(count, places.count)].map { place in
            Dictionary((place?.reports ?? []).map { ($0.step, $0.value) }, uniquingKeysWith: { $1 })
        }
        return first.map { report in
            let further = others.compactMap { $0[report.step] }
            return StepReport(
                step: report.step, value: report.value, further: further.count == others.count ? further : [])
        }
    }

    /// What was looked at, for the message if nothing was found.
    package struct Scanned: Sendable {
        package var outputLines = 0
        /// The last lines of stdout and stderr that are not blank.
        package var lastLine: String?
        package var lastErrorLine: String?
        /// The first line of the results file that is no JSON object.
        package var badResultLine: Int?
        package var resultLines = 0
        /// Names that were seen with a number in plain text.
        package var names: [String] = []
        /// What could not be read, in words: `the results file is a pipe`.
        package var refusals: [String] = []
    }
}
