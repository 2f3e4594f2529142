import Foundation
import HoneCore

/// A method that does not run on a task, and why: a line of the benchmark's output beside its runs.
package struct RefusedRun: Sendable, Hashable, Codable {
    package var method: String
    package var task: String
    /// Why, in words.
    package var refused: String
    /// What to do about it.
    package var remedy: String?

    init(method: String, task: String, _ error: any Error) {
        self.method = method
        self.task = task
        let told = error as? any HoneError
        refused = told?.problem ?? "\(error)"
        remedy = told?.remedy
    }

    /// As a line of the output, its members in alphabetical order.
    package var line: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// Whether the other runs can be made all the same.
    static func canGoOn(after error: any Error) -> Bool {
        if error is CancellationError { return false }
        switch error as? BenchmarkError {
        case .cannotWrite, .otherArtefacts, .damagedRuns: return false
        default: return true
        }
    }
}
