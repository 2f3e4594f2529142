import HoneNumerics
import Testing

/// Optuna's, pymoo's and moocore's answers; `Fixtures/pareto.py` made them.
struct ParetoKnownAnswersTests {
    private struct Answers: Decodable {
        struct Ranks: Decodable {
            let values: [[Double]]
            let violations: [Double]?
            let ranks: [Int]
        }
        struct Crowding: Decodable {
            let values: [[Double]]
            let distances: [Double?]
        }
        struct Volume: Decodable {
            let values: [[Double]]
            let reference: [Double]
            let volume: Double
            let contributions: [Double]
        }
        let ranks: [Ranks]
        let crowding: [Crowding]
        let volumes: [Volume]
    }

    @Test func ranksAreOptunasAndPymoos() throws {
        for answer in try fixture("pareto", as: Answers.self).ranks {
            let ranks =
                answer.violations.map { NonDominatedSorting.ranks(of: answer.values, violations: $0) }
                ?? NonDominatedSorting.ranks(of: answer.values)
            #expect(ranks == answer.ranks)
        }
    }

    @Test func crowdingDistancesArePymoos() throws {
        for answer in try fixture("pareto", as: Answers.self).crowding where answer.values.count > 2 {
            // pymoo gives the mean over the objectives.
            let dimension = Double(answer.values[0].count)
            let distances = CrowdingDistance.distances(of: answer.values).map { $0 / dimension }
            for (own, known) in zip(distances, answer.distances) {
                #expect(known.map { abs(own - $0) < 1e-12 } ?? own.isInfinite)
            }
        }
    }

    @Test func hypervolumesAreOptunasAndMoocores() throws {
        for answer in try fixture("pareto", as: Answers.self).volumes {
            let volume = Hypervolume.of(answer.values, reference: answer.reference)
            #expect(abs(volume - answer.volume) <= 1e-12 * max(1, answer.volume))
            let contributions = Hypervolume.contributions(of: answer.values, reference: answer.reference)
            for (own, known) in zip(contributions, answer.contributions) {
                #expect(abs(own - known) <= 1e-11 * max(1, answer.volume))
            }
        }
    }
}
