import Foundation

extension BBOB {
    /// Functions 10 to 14: one valley, badly scaled.
    func illConditioned(_ instance: BBOBInstance) -> BBOBFunction {
        let (first, second) = (instance.first, instance.second)
        let optimum = instance.optimum(other: self == .bentCigar)
        let turned: @Sendable ([Double]) -> [Double] = { first(BBOBShape.difference($0, optimum)) }
        switch self {
        case .rotatedEllipsoid:
            return { BBOBShape.ellipsoid(BBOBShape.oscillated(turned($0))) }
        case .discus:
            return { x in
                let z = BBOBShape.oscillated(turned(x))
                return 1e6 * z[0] * z[0] + BBOBShape.squares(z.dropFirst())
            }
        case .bentCigar:
            return { x in
                let z = first(BBOBShape.asymmetric(turned(x), 0.5))
                return z[0] * z[0] + 1e6 * BBOBShape.squares(z.dropFirst())
            }
        case .sharpRidge:
            return { x in
                let z = first(BBOBShape.conditioned(second(BBOBShape.difference(x, optimum)), 10))
                return z[0] * z[0] + 100 * BBOBShape.squares(z.dropFirst()).squareRoot()
            }
        default:
            return { x in
                let z = turned(x)
                return z.indices.reduce(0) { $0 + pow(abs(z[$1]), 2 + 4 * BBOBShape.share($1, z.count)) }.squareRoot()
            }
        }
    }
}
