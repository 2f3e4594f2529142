import HoneNumerics
import Testing

struct NormalDistributionTests {
    // scipy: norm.pdf(z), norm.cdf(z), scipy.special.log_ndtr(z)
    @Test(arguments: [
        (-12.0, 2.1463837356630605e-32, 1.776482112077653e-33, -75.41067300156881),
        (-5.0, 1.4867195147342979e-06, 2.866515718791933e-07, -15.064998393988727),
        (-1.5, 0.12951759566589174, 0.06680720126885807, -2.7059444008238898),
        (-0.3, 0.3813878154605241, 0.3820885778110474, -0.9621028181688505),
        (0.0, 0.3989422804014327, 0.5, -0.6931471805599453),
        (0.7, 0.31225393336676127, 0.758036347776927, -0.2770239422771313),
        (3.0, 0.0044318484119380075, 0.9986501019683699, -0.0013508099647481925),
        (8.0, 5.052271083536893e-15, 0.9999999999999993, -6.220960574271742e-16),
    ])
    func agreesWithScipy(z: Double, density: Double, cumulative: Double, logarithm: Double) {
        #expect(abs(NormalDistribution.density(z) - density) <= 1e-13 * density)
        #expect(abs(NormalDistribution.cumulative(z) - cumulative) <= 1e-13 * cumulative)
        #expect(abs(NormalDistribution.logCumulative(z) - logarithm) <= 1e-13 * abs(logarithm))
    }

    @Test func theLogarithmGoesOnWhereTheProbabilityIsZero() {
        // scipy.special.log_ndtr
        #expect(abs(NormalDistribution.logCumulative(-38) - -726.5572160188201) < 1e-10)
        #expect(NormalDistribution.cumulative(-40) == 0)
        #expect(NormalDistribution.logCumulative(-1e6).isFinite)
    }

    // scipy: norm.ppf(p)
    @Test(arguments: [
        (1e-300, -37.0470962993612), (1e-20, -9.262340089798409), (0.0001, -3.7190164854556804),
        (0.02425, -1.972961051311885), (0.1, -1.2815515655446004), (0.5, 0.0), (0.8, 0.8416212335729143),
        (0.999, 3.090232306167813),
    ])
    func quantileAgreesWithScipy(probability: Double, z: Double) {
        #expect(abs(NormalDistribution.quantile(probability) - z) < 1e-13 * max(1, abs(z)))
    }

    @Test func quantileSaysWhatItCannotAnswer() {
        #expect(NormalDistribution.quantile(0) == -.infinity)
        #expect(NormalDistribution.quantile(1) == .infinity)
        #expect(NormalDistribution.quantile(1.5).isNaN)
        #expect(NormalDistribution.quantile(.nan).isNaN)
    }

    // scipy.special.erfcx
    @Test(arguments: [
        (0.0, 1.0), (0.5, 0.6156903441929258), (3.0, 0.17900115118138998), (10.0, 0.05614099274382259),
        (24.9, 0.022639987776049506), (25.1, 0.02245987581758139), (100.0, 0.005641613782989433),
    ])
    func scaledComplementaryErrorAgreesWithScipy(x: Double, value: Double) {
        #expect(abs(NormalDistribution.scaledComplementaryError(x) - value) < 1e-13 * value)
    }
}
