import Dispatch

/// For tasks: the work is done on a thread of its own, never on one of the cooperative pool.
extension TextGenerator {
    package enum Event: Sendable, Hashable {
        /// More of the text.
        case text(String)
        /// The whole answer; the last event.
        case answer(Answer)
    }

    /// Writes an answer. If the task is cancelled, what there is comes back with the ending `cancelled`.
    package func generate(_ prompt: [Int], options: Options = Options()) async throws(GenerationError) -> Answer {
        let cancellation = Cancellation()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Self.onThread {
                    continuation.resume(
                        returning: Result { () throws(GenerationError) in
                            try run(prompt, options: options, cancellation: cancellation)
                        })
                }
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }

    /// Writes an answer and gives its text out as it comes. Ends early once nobody listens any more, or by the
    /// cancellation, and then the answer so far is the last event all the same.
    package func stream(
        _ prompt: [Int], options: Options = Options(), cancellation: Cancellation = Cancellation()
    ) -> AsyncThrowingStream<Event, any Error> {
        AsyncThrowingStream { continuation in
            continuation.onTermination = { _ in cancellation.cancel() }
            Self.onThread {
                do throws(GenerationError) {
                    let answer = try run(prompt, options: options, cancellation: cancellation) {
                        continuation.yield(.text($0))
                    }
                    continuation.yield(.answer(answer))
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
        }
    }

    private static func onThread(_ work: @escaping @Sendable () -> Void) {
        DispatchQueue(label: "hone.generation", qos: .userInitiated).async(execute: work)
    }
}
