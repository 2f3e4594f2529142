import Foundation
import HoneLanguageModel

/// Runs cases and judges what the readers did with them.
package struct FuzzRunner: Sendable {
    package let target: FuzzTarget
    package let mutator: CaseMutator

    /// Bytes that a case may take whatever its size: a pass's scratch memory is a block of 16 MB.
    package static let allowance = 24 << 20
    /// Bytes that a case may take for each of its own.
    package static let factor = 64

    package init(target: FuzzTarget, seed: UInt64) {
        self.target = target
        mutator = CaseMutator(seeds: target.seeds, seed: seed)
    }

    /// Runs the case of a number.
    package func run(_ number: Int, into statistics: inout FuzzStatistics) {
        let input = mutator.makeCase(number)
        let (result, bytes) = AllocationMeter.measure { try target.exercise(input) }
        statistics.executions += 1
        statistics.peakBytes = max(statistics.peakBytes, bytes)
        let excess = max(0, bytes - Self.allowance)
        statistics.peakFactor = max(statistics.peakFactor, Double(excess) / Double(max(1, input.byteCount)))
        if excess > Self.factor * input.byteCount {
            statistics.findings[number] = "a case of \(input.byteCount) bytes took \(bytes) bytes of memory"
        }
        switch result {
        case .success: statistics.accepted += 1
        case .failure(let error):
            if let complaint = Self.complaint(about: error) { statistics.findings[number] = complaint }
            statistics.errors[Self.kind(of: error), default: 0] += 1
        }
    }

    /// Why an error is not one that a user could act on; nil if it is.
    private static func complaint(about error: any Error) -> String? {
        switch error {
        case let error as ModelFileError:
            let text = error.description
            guard !error.problem.isEmpty, error.remedy != nil, !error.file.isEmpty else {
                return "says too little: \(text)"
            }
            guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
                return "an error of several lines or with control characters: \(text)"
            }
            return text.utf8.count < 2000 ? nil : "an error of \(text.utf8.count) bytes"
        case is TransformerError: return nil
        case let finding as FuzzFinding: return finding.description
        default: return "an error of another type: \(type(of: error)): \(error)"
        }
    }

    /// The message without what differs from case to case.
    private static func kind(of error: any Error) -> String {
        var text = ""
        switch error {
        case let error as ModelFileError: text = "\(error.kind.rawValue): \(error.field): \(error.problem)"
        default: text = "\(error)"
        }
        var result = ""
        var isQuoted = false
        var isNumber = false
        for character in text.prefix(300) {
            if character == "'" {
                isQuoted.toggle()
                if isQuoted { result += "'…'" }
            } else if !isQuoted {
                if character.isNumber {
                    if !isNumber { result += "#" }
                } else {
                    result.append(character)
                }
                isNumber = character.isNumber
            }
        }
        return result
    }
}
