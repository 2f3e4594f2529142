import Foundation

extension BBOB {
    /// Functions 6 to 9, of low or moderate conditioning.
    func moderate(_ instance: BBOBInstance) -> BBOBFunction {
        let (first, second) = (instance.first, instance.second)
        let optimum = instance.optimum()
        let count = instance.dimension
        let widening = max(1, Double(count).squareRoot() / 8)
        switch self {
        case .attractiveSector:
            return { x in
                let z = first(BBOBShape.conditioned(second(BBOBShape.difference(x, optimum)), 10))
                let sum = zip(z, optimum).reduce(0) { sum, pair in
                    let value = pair.0 * pair.1 > 0 ? 100 * pair.0 : pair.0
                    return sum + value * value
                }
                return pow(BBOBShape.oscillated(sum), 0.9)
            }
        case .stepEllipsoid:
            return { x in
                let smooth = BBOBShape.conditioned(second(BBOBShape.difference(x, optimum)), 10)
                let steps = smooth.map {
                    abs($0) > 0.5 ? ($0 + 0.5).rounded(.down) : (10 * $0 + 0.5).rounded(.down) / 10
                }
                let z = first(steps)
                let sum = z.indices.reduce(0) { $0 + pow(100, BBOBShape.share($1, count)) * z[$1] * z[$1] }
                return 0.1 * max(abs(smooth[0]) * 1e-4, sum) + BBOBShape.penalty(x)
            }
        case .rosenbrock:
            return { x in
                BBOBShape.rosenbrock(zip(x, optimum).map { widening * ($0 - 0.75 * $1) + 1 })
            }
        default:
            return { x in BBOBShape.rosenbrock(second(x).map { widening * $0 + 0.5 }) }
        }
    }
}

extension BBOBShape {
    /// Rosenbrock's bent valley.
    static func rosenbrock(_ z: [Double]) -> Double {
        zip(z, z.dropFirst()).reduce(0) { sum, pair in
            let across = pair.0 * pair.0 - pair.1
            return sum + 100 * across * across + (pair.0 - 1) * (pair.0 - 1)
        }
    }
}
