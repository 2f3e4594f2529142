import Foundation

extension BBOB {
    /// Functions 1 to 5, whose coordinates can be searched one by one.
    func separable(_ instance: BBOBInstance) -> BBOBFunction {
        var optimum = instance.optimum()
        let count = instance.dimension
        switch self {
        case .ellipsoid:
            return { [optimum] x in
                BBOBShape.ellipsoid(BBOBShape.oscillated(BBOBShape.difference(x, optimum)))
            }
        case .rastrigin:
            return { [optimum] x in
                let z = BBOBShape.asymmetric(BBOBShape.oscillated(BBOBShape.difference(x, optimum)), 0.2)
                return BBOBShape.rastrigin(BBOBShape.conditioned(z, 10))
            }
        case .buecheRastrigin:
            for index in stride(from: 0, to: count, by: 2) { optimum[index] = abs(optimum[index]) }
            return { [optimum] x in
                let waved = BBOBShape.oscillated(BBOBShape.difference(x, optimum))
                let z = BBOBShape.conditioned(waved, 10).enumerated().map { index, value in
                    value > 0 && index % 2 == 0 ? 10 * value : value
                }
                return BBOBShape.rastrigin(z) + 100 * BBOBShape.penalty(x)
            }
        case .linearSlope:
            // The best corner of the box; beyond it the plane goes on level.
            let corner = optimum.map { $0 < 0 ? -5.0 : 5 }
            return { x in
                (0..<count).reduce(0) { sum, index in
                    let slope = pow(10, BBOBShape.share(index, count)) * (corner[index] < 0 ? -1 : 1)
                    let place = x[index] * corner[index] < 25 ? x[index] : corner[index]
                    return sum + 5 * abs(slope) - slope * place
                }
            }
        default:
            return { [optimum] x in BBOBShape.squares(BBOBShape.difference(x, optimum)) }
        }
    }
}

extension BBOBShape {
    /// An axis-parallel ellipsoid of condition 10^6.
    static func ellipsoid(_ z: [Double]) -> Double {
        z.indices.reduce(0) { $0 + pow(10, 6 * share($1, z.count)) * z[$1] * z[$1] }
    }
}
