import Foundation
import HoneLanguageModel

/// What became of some cases.
package struct FuzzStatistics: Sendable, Codable {
    package var executions = 0
    /// Cases that were read and used without an error.
    package var accepted = 0
    /// How often each kind of error was thrown; numbers and quoted text are left out of its message.
    package var errors: [String: Int] = [:]
    /// What should not have happened, by the case's number.
    package var findings: [Int: String] = [:]
    /// The most memory that a case took, in bytes; 0 where it is not counted.
    package var peakBytes = 0
    /// The most memory that a case took for each byte of it, beyond `FuzzRunner.allowance`.
    package var peakFactor = 0.0

    package init() {}

    package mutating func merge(_ other: FuzzStatistics) {
        executions += other.executions
        accepted += other.accepted
        errors.merge(other.errors, uniquingKeysWith: +)
        findings.merge(other.findings) { first, _ in first }
        peakBytes = max(peakBytes, other.peakBytes)
        peakFactor = max(peakFactor, other.peakFactor)
    }
}
