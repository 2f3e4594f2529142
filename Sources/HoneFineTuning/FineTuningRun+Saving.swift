import Foundation
import HoneCore
import HoneLanguageModel
import HoneModelSearch
import HoneSearch

extension FineTuningRun {
    /// Writes the record, then weights and card: a folder with a card is complete.
    func save(
        _ result: FineTuningResult, _ prepared: Prepared, environment: PEFTEnvironment? = nil
    ) throws -> FineTuningRecord {
        let seen = seenDatasets()
        let losses = FineTuningRecord.thinned(result.losses)
        let card = AdapterCard(
            baseModel: base.name, baseModelHash: base.hash, layers: recipe.layers, lora: recipe.training.lora,
            valueRows: RowSymbol.valueCount, bins: recipe.bins, snapshotHash: snapshot.hash, leftOut: snapshot.leftOut,
            datasets: seen.flatMap { dataset in
                ([dataset.name] + dataset.aliases).map {
                    AdapterCard.Dataset(name: $0, fingerprint: dataset.fingerprints.first)
                }
            }, steps: result.step, tokens: result.tokens, losses: losses.map(\.loss), seed: recipe.seed,
            createdBy: HoneVersion.current,
            notes: watchingNotes(result, prepared).merging(result.notes) { $1 })
        var record = FineTuningRecord(
            name: output.lastPathComponent, baseModel: base.name, recipe: recipe, snapshotHash: snapshot.hash,
            leftOut: snapshot.leftOut, datasets: seen, trials: prepared.tasks.reduce(0) { $0 + $1.rows.count },
            stepsDone: result.step,
            tokens: result.tokens, losses: losses, evaluations: result.evaluations,
            heldOutTasks: prepared.watched.map(\.id), families: familySummaries())
        if result.endedEarly, let patience = recipe.patience {
            record.earlyStop = .init(step: result.lastStep, steps: recipe.steps, patience: patience)
        }
        record.environment = environment
        record.startedFrom = start.map { .init(name: $0.record.name, hash: $0.hash) }
        try AtomicFile.write(try record.encoded(), to: output.appendingPathComponent(FineTuningRecord.fileName))
        var adapter = Adapter(card: card, parameters: result.parameters)
        try adapter.save(to: output)
        return record
    }

    /// What the card says of the tasks that watched the training.
    private func watchingNotes(_ result: FineTuningResult, _ prepared: Prepared) -> [String: String] {
        guard !prepared.watched.isEmpty else { return [:] }
        var notes = [
            "watchedTasks": prepared.watched.map(\.id).joined(separator: ", "),
            "watchedCurve": result.evaluations.map {
                "step \($0.step): loss \($0.loss.fixedText(decimals: 3)), rank correlation \($0.spearman.fixedText(decimals: 3))"
            }.joined(separator: "; "),
        ]
        if recipe.choosesBest { notes["weightsOfStep"] = "\(result.step), the best ranking of the watched tasks" }
        if result.endedEarly, let patience = recipe.patience {
            notes["ended"] =
                "at step \(result.lastStep) of \(recipe.steps): no better ranking in \(patience) evaluations"
        }
        return notes
    }

    /// The snapshot's datasets under the names that stand for them, with all other names; what the adapter that the training
    /// started from had seen, it has seen, too.
    func seenDatasets() -> [FineTuningRecord.SeenDataset] {
        FineTuningRecord.SeenDataset.of(snapshot, aliases: aliases, beside: start?.record.datasets ?? [])
    }

    /// Of the snapshot's families, and of those that only the adapter which the training started from knows.
    private func familySummaries() -> [FamilySummary] {
        let families = Set(snapshot.entries.map(\.task.family)).sorted()
        let own = families.flatMap { family in
            FamilySummary.groups(snapshot.entries.filter { $0.task.family == family })
        }
        let known = Set(own.map(\.family))
        return (own + (start?.record.families ?? []).filter { !known.contains($0.family) })
            .sorted { ($0.family, $1.trials) < ($1.family, $0.trials) }
    }
}
