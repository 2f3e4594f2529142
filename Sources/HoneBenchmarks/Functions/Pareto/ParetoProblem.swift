import Foundation
import HoneCore

/// A problem of several objectives on a box, all minimised, with the hypervolume of its whole front.
///
/// The reference points lie about where random configurations do, so that every search gets some volume.
struct ParetoProblem: Sendable {
    let name: String
    /// One range a variable.
    let ranges: [ClosedRange<Double>]
    let reference: [Double]
    /// Of the whole front within the reference point.
    let hypervolume: Double
    let compute: @Sendable ([Double]) -> [Double]

    func function() throws(SpaceError) -> TestFunction {
        let names = ranges.indices.map { "x\($0)" }
        let space = try SearchSpace(zip(names, ranges).map { .float($0, $1) })
        return TestFunction(
            name, space: space, objectives: reference.indices.map { Objective(.minimize, "f\($0 + 1)") },
            target: .front(reference: reference, hypervolume: hypervolume)
        ) { [compute] configuration in compute(configuration.numbers(names)) }
    }
}

/// Areas below and above curves on [0, 1] that fronts are made of.
enum FrontArea {
    private static let steps = 200_000

    /// The integral over [0, 1] of the highest value of a curve so far, and that value at 1.
    static func highestSoFar(_ curve: (Double) -> Double) -> (area: Double, last: Double) {
        var highest = curve(0)
        var sum = 0.0
        for step in 0..<steps {
            let next = max(highest, curve(Double(step + 1) / Double(steps)))
            sum += (highest + next) / 2
            highest = next
        }
        return (sum / Double(steps), highest)
    }
}
