import Foundation

extension BBOB {
    /// Functions 15 to 19: many valleys that a global shape holds together.
    func structured(_ instance: BBOBInstance) -> BBOBFunction {
        let (first, second) = (instance.first, instance.second)
        let optimum = instance.optimum()
        let count = instance.dimension
        switch self {
        case .rotatedRastrigin:
            return { x in
                let waved = BBOBShape.oscillated(first(BBOBShape.difference(x, optimum)))
                let z = second(BBOBShape.asymmetric(waved, 0.2))
                return BBOBShape.rastrigin(first(BBOBShape.conditioned(z, 10)))
            }
        case .weierstrass:
            return { x in
                let waved = BBOBShape.oscillated(first(BBOBShape.difference(x, optimum)))
                let z = first(BBOBShape.conditioned(second(waved), 0.01))
                let mean = z.reduce(0) { $0 + BBOBShape.weierstrass($1) } / Double(count)
                return 10 * pow(mean - BBOBShape.weierstrassLowest, 3) + 10 / Double(count) * BBOBShape.penalty(x)
            }
        case .griewankRosenbrock:
            let widening = max(1, Double(count).squareRoot() / 8)
            return { x in
                let z = second(x).map { widening * $0 + 0.5 }
                let sum = zip(z, z.dropFirst()).reduce(0) { sum, pair in
                    let across = pair.0 * pair.0 - pair.1
                    let s = 100 * across * across + (1 - pair.0) * (1 - pair.0)
                    return sum + s / 4000 - cos(s)
                }
                return 10 * sum / Double(count - 1) + 10
            }
        default:
            let condition = self == .illSchaffers ? 1000.0 : 10
            return { x in
                let bent = BBOBShape.asymmetric(first(BBOBShape.difference(x, optimum)), 0.5)
                let z = BBOBShape.conditioned(second(bent), condition)
                let sum = zip(z, z.dropFirst()).reduce(0) { sum, pair in
                    let s = (pair.0 * pair.0 + pair.1 * pair.1).squareRoot()
                    let wave = sin(50 * pow(s, 0.2))
                    return sum + s.squareRoot() * (1 + wave * wave)
                }
                let mean = sum / Double(count - 1)
                return mean * mean + 10 * BBOBShape.penalty(x)
            }
        }
    }
}

extension BBOBShape {
    /// Twelve waves of Weierstrass's nowhere smooth sum, at one coordinate.
    static func weierstrass(_ z: Double) -> Double {
        (0..<12).reduce(0) { $0 + pow(0.5, Double($1)) * cos(2 * .pi * pow(3, Double($1)) * (z + 0.5)) }
    }

    static let weierstrassLowest = weierstrass(0)
}
