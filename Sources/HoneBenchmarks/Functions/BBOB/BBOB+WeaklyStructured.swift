import Foundation

extension BBOB {
    /// Functions 20 to 24: many valleys that tell little of each other.
    func weaklyStructured(_ instance: BBOBInstance) -> BBOBFunction {
        switch self {
        case .schwefel: Self.schwefel(instance)
        case .gallagher101:
            GallagherPeaks(instance, count: 101, firstCondition: 1000.0.squareRoot(), spread: 10, offset: 5).value(at:)
        case .gallagher21:
            GallagherPeaks(instance, count: 21, firstCondition: 1000, spread: 9.8, offset: 4.9).value(at:)
        case .katsuura: Self.katsuura(instance)
        default: Self.lunacek(instance)
        }
    }

    private static func schwefel(_ instance: BBOBInstance) -> BBOBFunction {
        let signs = instance.uniformSigns
        let half = 4.2096874637 / 2
        return { x in
            let raised = zip(x, signs).map { 2 * $0 * $1 }
            let leaning = raised.indices.map {
                $0 == 0 ? raised[0] : raised[$0] + 0.25 * (raised[$0 - 1] - 2 * half)
            }
            let scaled = BBOBShape.conditioned(leaning.map { $0 - 2 * half }, 10)
            let z = scaled.map { 100 * ($0 + 2 * half) }
            let sum = z.reduce(0) { $0 + $1 * sin(abs($1).squareRoot()) }
            return 0.01 * (BBOBShape.penalty(z, bound: 500) + 418.9828872724339 - sum / Double(z.count))
        }
    }

    private static func katsuura(_ instance: BBOBInstance) -> BBOBFunction {
        let (first, second) = (instance.first, instance.second)
        let optimum = instance.optimum()
        let count = Double(instance.dimension)
        return { x in
            let z = first(BBOBShape.conditioned(second(BBOBShape.difference(x, optimum)), 100))
            var product = 1.0
            for (index, value) in z.enumerated() {
                var sum = 0.0
                for power in 1...32 {
                    let scale = pow(2, Double(power))
                    sum += abs(scale * value - (scale * value + 0.5).rounded(.down)) / scale
                }
                product *= pow(1 + Double(index + 1) * sum, 10 / pow(count, 1.2))
            }
            return 10 / count / count * (product - 1) + BBOBShape.penalty(x)
        }
    }

    private static func lunacek(_ instance: BBOBInstance) -> BBOBFunction {
        let (first, second) = (instance.first, instance.second)
        let signs = instance.normalSigns
        let count = Double(instance.dimension)
        let (deep, depth) = (2.5, 1.0)
        let steepness = 1 - 1 / (2 * (count + 20).squareRoot() - 8.2)
        let shallow = -((deep * deep - depth) / steepness).squareRoot()
        return { x in
            let raised = zip(x, signs).map { 2 * $0 * $1 }
            let z = first(BBOBShape.conditioned(second(raised.map { $0 - deep }), 100))
            let bowl = BBOBShape.squares(raised.map { $0 - deep })
            let decoy = depth * count + steepness * BBOBShape.squares(raised.map { $0 - shallow })
            let ripples = 10 * (count - z.reduce(0) { $0 + cos(2 * .pi * $1) })
            return min(bowl, decoy) + ripples + 1e4 * BBOBShape.penalty(x)
        }
    }
}
