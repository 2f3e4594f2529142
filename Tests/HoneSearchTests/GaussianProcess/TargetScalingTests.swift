import HoneCore
import HoneSearch
import Testing

struct TargetScalingTests {
    @Test func ordinaryValuesGetMeanZeroAndVarianceOne() {
        let values = [0.3, 0.5, 0.1, 0.4, 0.2]
        let scaled = values.map(TargetScaling(values).scaled)
        #expect(abs(scaled.reduce(0, +)) < 1e-12)
        #expect(abs(scaled.reduce(0) { $0 + $1 * $1 } - 5) < 1e-12)
        #expect(zip(values, scaled).allSatisfy { abs(TargetScaling(values).unscaled($1) - $0) < 1e-12 })
    }

    @Test func oneDivergedRunDoesNotFlattenTheOthers() {
        let values = [0.3, 0.5, 0.1, 0.4, 0.2, 1e9]
        let scaled = values.map(TargetScaling(values).scaled)
        #expect(scaled[1] - scaled[2] > 0.3)
        #expect(scaled[5] == scaled.max())
    }

    @Test(arguments: [
        [0.0, 0.0], [Double.leastNonzeroMagnitude * 2000, 0], [5.0], [-1.7e308, 1.7e308], [1e308, 1e308, 1e308],
        [0.1 + 0.2, 0.3],
    ])
    func degenerateValuesStayFinite(values: [Double]) {
        let scaling = TargetScaling(values)
        #expect(scaling.scale > 0)
        #expect(values.allSatisfy { scaling.scaled($0).isFinite && abs(scaling.scaled($0)) < 10 })
    }

    @Test func predictionsOfAMaximisedObjectiveKeepTheirSign() {
        let scaling = TargetScaling([-10, -20, -30])
        let prediction = scaling.prediction(
            mean: scaling.scaled(-20), deviation: 0.5, for: Objective(.maximize, "accuracy"))
        #expect(abs(prediction.mean - 20) < 1e-12)
        #expect(prediction.low < 20 && prediction.high > 20)
        // 80 % of a normal distribution lie within 1.2816 standard deviations.
        #expect(abs((prediction.high - prediction.mean) / prediction.standardDeviation - 1.2815515655446004) < 1e-9)
    }
}
