import HoneNumerics

/// The methods that Hone's own are measured by: what is published for search with past tasks, at full strength.
///
/// All read the same past (`BenchmarkPast`); where it has nothing on a task's program each is `gp`, and the run says so.
package enum Opponent: String, CaseIterable, Sendable {
    /// Configurations that do well on the past tasks together, then `gp` (`PortfolioRule`).
    case portfolio
    /// One process over past and own trials (`TransferProcessRule`).
    case transferProcess = "transfer-gp"
    /// A process a past task, weighed by how well each ranks the own trials (`RankingEnsembleRule`).
    case rankingEnsemble = "rgpe"
    /// A prior over ranks from the past, and a process of what is left (`CopulaRule`).
    case copula
    /// A process whose kernel a network learnt on the past (`DeepKernelRule`).
    case deepKernel = "fsbo"
    /// The best configurations of the nearest past tasks, then `gp` (`WarmStartRule`).
    case warmStart = "warm-gp"

    func rule(_ past: OpponentPast) -> (any OpponentRule)? {
        switch self {
        case .portfolio: PortfolioRule(past)
        case .transferProcess: TransferProcessRule(past)
        case .rankingEnsemble: RankingEnsembleRule(past)
        case .copula: CopulaRule(past)
        case .deepKernel: DeepKernelRule(past)
        case .warmStart: WarmStartRule(past)
        }
    }
}

/// How an opponent chooses the next candidate.
protocol OpponentRule: Sendable {
    /// - Returns: nil where the Gaussian process without a past goes on.
    func choose(_ view: OpponentView, using generator: inout SeededGenerator) -> OpponentChoice?
}
