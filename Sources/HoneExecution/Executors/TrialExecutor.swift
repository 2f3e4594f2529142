import HoneCore

/// Runs attempts of trials somewhere: on this machine (`LocalExecutor`) or inside this process (`FunctionExecutor`).
///
/// The attempt's id is stored before launch and names the job there, so that after a crash the job is found again and
/// never started twice. An executor knows no search space beyond the configuration it is handed.
public protocol TrialExecutor: Sendable {
    /// Whether it runs a command; an executor that runs a function needs none.
    var needsCommand: Bool { get }
    /// Checks what can be checked before the first trial: that the program exists, say.
    func check(_ command: [String], workingDirectory: String) async throws
    /// Starts the attempt. A failure of the program to start is no error here but the attempt's end.
    func launch(_ attempt: AttemptRequest) async throws -> JobHandle
    /// The job of an attempt that an earlier process stored and perhaps launched.
    ///
    /// - Returns: nil if it was never started, and now never will be.
    func recover(_ attempt: AttemptRequest) async throws -> JobHandle?
    /// Whether the job is over already, so that `attach` will only tell the past.
    func hasEnded(_ handle: JobHandle) -> Bool
    /// What happens to the job, from the beginning and in order; the last event is `ended`.
    func attach(_ handle: JobHandle) -> AsyncThrowingStream<TrialEvent, any Error>
    /// Asks the job to stop, and makes it stop after the grace period. Returns at once; `attach` tells the end.
    func stop(_ handle: JobHandle, grace: Duration) async throws
}
