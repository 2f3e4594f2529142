import HoneCore
import HoneExecution
import Synchronization

/// A closure that evaluates trials, watched for mistakes that every further trial would repeat.
final class ObjectiveFunction: Sendable {
    typealias Body = @Sendable (RunningTrial) async throws -> [String: Double]

    private let study: StudyDescription
    private let body: Body
    private let state = Mutex<(mistake: (any HoneError)?, stop: (@Sendable () -> Void)?)>((nil, nil))

    init(_ study: StudyDescription, _ body: @escaping Body) {
        self.study = study
        self.body = body
    }

    /// Why the study must end, if it must.
    var mistake: (any HoneError)? { state.withLock { $0.mistake } }

    /// - Parameter stop: ends the run at once.
    func onMistake(_ stop: @escaping @Sendable () -> Void) { state.withLock { $0.stop = stop } }

    /// Evaluates a trial.
    func evaluate(_ context: FunctionExecutor.Context) async throws -> [String: Double] {
        let trial = RunningTrial(context, of: study)
        let metrics: [String: Double]
        do {
            metrics = try await body(trial)
        } catch let error as ParameterAccessError {
            return try await end(with: error)
        }
        let missing = study.reportedMetrics.first { metrics[$0] == nil && !trial.hasReported($0) }
        guard let missing else { return metrics }
        return try await end(with: StudyError.missingObjective(missing, returned: metrics.keys.sorted()))
    }

    /// Ends the study. The trial is told to stop like all others, so that it counts as cancelled, not as failed: once the
    /// closure is mended, it is not missing.
    private func end(with mistake: any HoneError) async throws -> [String: Double] {
        let stop = state.withLock { state in
            state.mistake = state.mistake ?? mistake
            return state.stop
        }
        stop?()
        // Sleep ends as soon as the task is cancelled.
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(60)) }
        throw mistake
    }
}
