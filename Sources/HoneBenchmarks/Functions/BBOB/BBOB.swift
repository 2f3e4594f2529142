import HoneCore

/// The 24 noiseless functions of the Black-Box Optimization Benchmarking workshop, in any dimension from 2, by instance.
///
/// All are defined on [-5, 5]^n and minimised; an instance shifts, turns and lifts them. Values agree with COCO's own
/// (`Tests/HoneBenchmarksTests/Fixtures/bbob.json`).
///
/// Source: Hansen, Finck, Ros and Auger, "Real-Parameter Black-Box Optimization Benchmarking 2009: Noiseless Functions Definitions",
/// INRIA RR-6829; numbers below are the function numbers there.
package enum BBOB: Int, Sendable, CaseIterable {
    case sphere = 1
    case ellipsoid, rastrigin, buecheRastrigin, linearSlope
    case attractiveSector, stepEllipsoid, rosenbrock, rotatedRosenbrock
    case rotatedEllipsoid, discus, bentCigar, sharpRidge, differentPowers
    case rotatedRastrigin, weierstrass, schaffers, illSchaffers, griewankRosenbrock
    case schwefel, gallagher101, gallagher21, katsuura, lunacek

    /// `f8-rosenbrock-d5-i1`.
    package func name(dimension: Int, instance: Int) -> String {
        "f\(rawValue)-\(String(describing: self).lowercased())-d\(dimension)-i\(instance)"
    }

    /// The function as a task, with parameters `x0`, `x1` and so on.
    ///
    /// - Parameters:
    ///   - dimension: at least 2.
    ///   - instance: from 1.
    package func function(dimension: Int, instance: Int = 1) throws(SpaceError) -> TestFunction {
        let (lowest, compute) = definition(dimension: dimension, instance: instance)
        return try TestFunction(
            "bbob/" + name(dimension: dimension, instance: instance), dimension: dimension, range: -5...5,
            target: .value(lowest)
        ) { [compute($0)] }
    }

    /// The lowest value, and the function.
    package func definition(dimension: Int, instance: Int) -> (lowest: Double, compute: @Sendable ([Double]) -> Double)
    {
        precondition(dimension >= 2 && instance >= 1, "BBOB begins at two dimensions and instance 1")
        let instance = BBOBInstance(number: rawValue, dimension: dimension, instance: instance)
        let lowest = instance.lowest
        let above = aboveLowest(instance)
        return (lowest, { above($0) + lowest })
    }

    /// The function with a lowest value of 0.
    private func aboveLowest(_ instance: BBOBInstance) -> BBOBFunction {
        switch self {
        case .sphere, .ellipsoid, .rastrigin, .buecheRastrigin, .linearSlope: separable(instance)
        case .attractiveSector, .stepEllipsoid, .rosenbrock, .rotatedRosenbrock: moderate(instance)
        case .rotatedEllipsoid, .discus, .bentCigar, .sharpRidge, .differentPowers: illConditioned(instance)
        case .rotatedRastrigin, .weierstrass, .schaffers, .illSchaffers, .griewankRosenbrock: structured(instance)
        case .schwefel, .gallagher101, .gallagher21, .katsuura, .lunacek: weaklyStructured(instance)
        }
    }
}

/// A function of a point `[dimension]`.
typealias BBOBFunction = @Sendable ([Double]) -> Double
