import Foundation
import HoneBase

/// Follows an attempt by its control file: one that an earlier process started, or whose supervisor was killed.
struct AttemptWatch {
    /// The pause between looks grows with the time that this takes: a short trial is not held up, a long one not disturbed.
    private static let pauses = (shortest: 0.004, longest: 0.25, shareOfAge: 0.02)
    /// Seconds between checks that the supervisor lives, and between tries to end what is left if it does not.
    private static let lifeCheckInterval = 1.0

    private let supervisor: SupervisorProgram
    private let request: AttemptRequest
    private let files: AttemptFiles
    private var program: String { request.arguments.first ?? "" }

    init(_ supervisor: SupervisorProgram, request: AttemptRequest, files: AttemptFiles) {
        self.supervisor = supervisor
        self.request = request
        self.files = files
    }

    /// Tells what happens until the end.
    func follow(into events: EventSink, reports: AttemptReports? = nil, hasStarted: Bool = false) async {
        var reports = reports ?? AttemptReports(files: files)
        var hasStarted = hasStarted
        // Opened once: the program may delete its folder.
        let control = ControlFile(path: files.control)
        let began = BootClock.now
        var nextCheck = began
        while !events.isOver, !Task.isCancelled {
            let records = control?.records.filter { $0.token == request.token } ?? []
            if !hasStarted, let time = records.lazy.compactMap(\.startedAt).first {
                hasStarted = true
                events.tell(.started(at: time))
            }
            // Looked at before the reports are: what was reported before the end must be seen before it.
            let end = ControlFile.end(in: records, token: request.token, program: program)
            for event in reports.next() { events.tell(event) }
            if let end { return events.tell(.ended(end)) }
            let now = BootClock.now
            if now >= nextCheck {
                nextCheck = now + Self.lifeCheckInterval
                if !(control?.isHeld ?? false), await settle(control, events) { return }
            }
            let pause = min(max(Self.pauses.shortest, (now - began) * Self.pauses.shareOfAge), Self.pauses.longest)
            try? await Task.sleep(for: .seconds(pause))
        }
    }

    /// The supervisor is gone, or there is no telling from here.
    ///
    /// - Returns: whether the attempt is over.
    private func settle(_ control: ControlFile?, _ events: EventSink) async -> Bool {
        // It may have written the end between our look and its own.
        if let end = control?.end(token: request.token, program: program) {
            events.tell(.ended(end))
            return true
        }
        do {
            if let failure = SmallFile.makeFolder(files.controlFolder) {
                throw AttemptFileError(path: files.controlFolder, number: failure)
            }
            switch try await supervisor.settleOffPool(files, token: request.token) {
            case .alive, .lingers: return false
            case .ended:
                guard let end = ControlFile(path: files.control)?.end(token: request.token, program: program) else {
                    return false
                }
                events.tell(.ended(end))
            case .unborn, .lost, .foreign: events.tell(.ended(.lostNow(AttemptRecord.lossMessage)))
            case .failed(let number): throw AttemptFileError(path: files.control, number: number)
            }
        } catch {
            events.fail(error)
        }
        return true
    }
}

extension SupervisorProgram {
    /// The same on a thread of its own: it may take seconds.
    func settleOffPool(_ files: AttemptFiles, token: String) async throws -> Settlement {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try settle(files, token: token) })
            }
        }
    }
}
