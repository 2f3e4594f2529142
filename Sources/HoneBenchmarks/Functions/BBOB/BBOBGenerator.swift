import Foundation

/// The random numbers that BBOB's instances are made of: the Park–Miller generator with a Bays–Durham shuffle that COCO has had
/// since 2009, so that instances are the same as everybody's.
///
/// Source: Hansen, Finck, Ros and Auger, "Real-Parameter Black-Box Optimization Benchmarking 2009: Noiseless Functions Definitions",
/// INRIA RR-6829; Press et al., "Numerical Recipes", ran1.
enum BBOBGenerator {
    private static let modulus = 2_147_483_647
    private static let slots = 32

    /// `count` numbers in (0, 1).
    static func uniform(_ count: Int, seed: Int) -> [Double] {
        var state = max(1, abs(seed))
        var table = [Int](repeating: 0, count: slots)
        for step in stride(from: slots + 7, through: 0, by: -1) {
            advance(&state)
            if step < slots { table[step] = state }
        }
        var last = table[0]
        return (0..<count).map { _ in
            advance(&state)
            let slot = last / 67_108_865
            last = table[slot]
            table[slot] = state
            let value = Double(last) / 2.147483647e9
            return value == 0 ? 1e-99 : value
        }
    }

    /// `count` standard normal numbers (Box and Muller).
    static func normal(_ count: Int, seed: Int) -> [Double] {
        let uniform = uniform(2 * count, seed: seed)
        return (0..<count).map { index in
            let value = (-2 * log(uniform[index])).squareRoot() * cos(2 * .pi * uniform[count + index])
            return value == 0 ? 1e-99 : value
        }
    }

    /// `state <- 16807 * state mod (2^31 - 1)` by Schrage's method.
    private static func advance(_ state: inout Int) {
        let quotient = state / 127_773
        state = 16_807 * (state - quotient * 127_773) - 2_836 * quotient
        if state < 0 { state += modulus }
    }
}
