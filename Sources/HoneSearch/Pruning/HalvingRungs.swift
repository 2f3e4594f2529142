import Foundation
import HoneCore

/// The rungs of successive halving: the steps at which trials are compared, each `factor` times the one before.
package struct HalvingRungs: Sendable, Hashable {
    /// The first rung's step, at least 1.
    package var first: Int
    /// What remains at each rung is one in so many trials; above 1.
    package var factor: Double
    /// The last step; trials that reach it are not given up any more. Nil: there is no last one.
    package var last: Int?
    /// Rungs that are left out at the beginning.
    package var skipped: Int

    package init(first: Int, factor: Double, last: Int? = nil, skipped: Int = 0) {
        self.first = first
        self.factor = factor
        self.last = last
        self.skipped = skipped
    }

    /// The step of a rung, counted from 0 without those that are left out; nil beyond the last one.
    func step(_ rung: Int) -> Double? {
        let step = Double(first) * pow(factor, Double(skipped + rung))
        guard step.isFinite, last.map({ step < Double($0) }) ?? true else { return nil }
        return step
    }

    /// The rungs that the latest report of the trial has reached, and the one before has not.
    func reached(by trial: Trial, at step: Int) -> [Int] {
        let before = trial.secondLastStep
        var result: [Int] = []
        var rung = 0
        while let height = self.step(rung), height <= Double(step) {
            if before.map({ Double($0) < height }) ?? true { result.append(rung) }
            rung += 1
        }
        return result
    }

    /// What a trial reported when it reached a rung; nil if it did not, or was given up on the way.
    func report(of trial: Trial, at rung: Int) -> StepReport? {
        guard let height = step(rung), let report = trial.firstReport(from: Int(height.rounded(.up))), !report.isBroken
        else { return nil }
        // Several rungs may be reached with one report; a trial given up then was given up at the first of them.
        if trial.state == .pruned, report.step == trial.lastStep, reached(by: trial, at: report.step).first != rung {
            return nil
        }
        return report
    }
}
