import HoneCore

extension PrunerChoice {
    /// The pruner that the choice describes.
    package var pruner: any Pruner {
        switch kind {
        case .median: percentile(50)
        case .percentile: percentile(number("percent") ?? 50)
        case .patient:
            PatientPruner(wrapped?.pruner, patience: whole("patience") ?? 0, delta: number("delta") ?? 0)
        case .threshold:
            ThresholdPruner(
                lower: number("lower") ?? -.infinity, upper: number("upper") ?? .infinity, warmup: whole("warmup") ?? 0,
                interval: whole("interval") ?? 1)
        case .wilcoxon: WilcoxonPruner(probability: number("p") ?? 0.1, startup: whole("startup") ?? 2)
        case .halving:
            HalvingPruner(
                first: whole("min"), factor: number("factor") ?? 4, rule: .topShare, skipped: whole("skip") ?? 0,
                bootstrap: whole("bootstrap") ?? 0)
        case .asha:
            HalvingPruner(
                first: whole("min"), factor: number("factor") ?? 3, last: whole("max"), rule: .betterShare)
        case .hyperband:
            HyperbandPruner(
                first: whole("min") ?? 1, last: whole("max"), factor: number("factor") ?? 3,
                bootstrap: whole("bootstrap") ?? 0)
        case .curve:
            CurvePruner(
                last: whole("max"), chance: number("chance") ?? 0.05, startup: whole("startup") ?? 3,
                least: whole("least") ?? 4, interval: whole("interval") ?? 1)
        }
    }

    private func percentile(_ percent: Double) -> PercentilePruner {
        PercentilePruner(
            percent: percent, startup: whole("startup") ?? 5, warmup: whole("warmup") ?? 0,
            interval: whole("interval") ?? 1, least: whole("least") ?? 1)
    }
}
