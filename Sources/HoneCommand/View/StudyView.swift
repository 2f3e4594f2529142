import Foundation
import Hone
import HoneCore

/// Shows a running study: redrawn in place on a terminal, a line a finished trial elsewhere, JSON for machines.
///
/// An actor, because events, the clock and the user's Ctrl-C come from three sides; it owns the screen while it lives.
actor StudyView {
    enum Mode {
        case live
        case plain
        case json
        case quiet
    }

    /// Between two redraws by the clock.
    private static let tick = Duration.milliseconds(500)
    /// How long the study has to answer a Ctrl-C itself.
    private static let patience = Duration.milliseconds(300)
    /// Something that takes longer than this is spoken of where nothing can be redrawn.
    private static let silenceLimit = 2.0

    let mode: Mode
    private var progress: StudyProgress
    private let header: String
    private let common: CommonOptions
    private var screen = LiveScreen()
    private var clock: Task<Void, Never>?
    private var hasSpokenOfActivity = false
    private var hasSpokenOfPrior = false
    private var lastStop: StopReason?

    init(progress: StudyProgress, header: String, common: CommonOptions) {
        self.progress = progress
        self.header = header
        self.common = common
        if common.json {
            mode = .json
        } else if common.quiet {
            mode = .quiet
        } else {
            mode = Terminal.current.isInteractive ? .live : .plain
        }
    }

    func begin() {
        if mode == .plain { Console.line(header) }
        guard mode == .live || mode == .plain else { return }
        redraw()
        clock = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.tick)
                await self?.passTime()
            }
        }
    }

    func handle(_ event: StudyEvent) {
        // `improved` comes after `finished`; the values known before decide.
        var isBest = false
        if case .finished(let trial) = event { isBest = progress.wouldBeBest(trial) }
        progress.apply(event, at: Self.now)
        switch event {
        case .finished(let trial):
            report(trial, isBest: isBest, finished: progress.finished)
        case .opened(let opening):
            if let text = opening.resumption { remark(text) }
        case .paused(let trial): remark("trial \(trial.number) \(trial.pauseText)")
        case .requeued(let trial, let reason): remark("trial \(trial.number) runs again: \(reason)")
        case .waitingForStore(let error): remark("waiting: \(error)")
        case .stopping(let reason, let running):
            lastStop = reason
            remark(reason.notice(running: running))
        case .suggesting: hasSpokenOfActivity = false
        case .suggested(let trial, _):
            if let prior = trial.suggestion.flatMap(PriorRemark.init) {
                if prior.isLost, !hasSpokenOfPrior { remark("trial \(trial.number): \(prior.notice)") }
                hasSpokenOfPrior = prior.isLost
            }
        default: break
        }
        redraw()
    }

    /// The state of a study that another process runs.
    func update(_ history: TrialHistory) {
        var before = progress
        let news = progress.update(history, at: Self.now)
        for trial in news {
            report(trial, isBest: before.wouldBeBest(trial), finished: progress.finished)
            before.note(trial)
        }
        redraw()
    }

    /// Something that takes a while has begun: loading weights, say.
    func begin(activity: String) {
        progress.begin(activity, at: Self.now)
        redraw()
    }

    /// How far the current activity is; said too late, it is not said.
    func update(activity: String) {
        guard progress.activity != nil else { return }
        begin(activity: activity)
    }

    /// The user pressed Ctrl-C: answers if the study does not do so at once.
    func answerInterrupt(isSecond: Bool) async {
        let reason: StopReason = isSecond ? .requestedNow : .requested
        try? await Task.sleep(for: Self.patience)
        guard lastStop != reason else { return }
        let text = reason.notice(running: progress.runningCount)
        if mode == .live { progress.say(text) } else { Console.note(text) }
        redraw()
    }

    /// Ends the view; on a terminal its last state stays above what follows.
    func finish() {
        clock?.cancel()
        clock = nil
        guard mode == .live else { return }
        redraw()
        screen.finish()
    }

    private static var now: Double { Date().timeIntervalSince1970 }

    private func report(_ trial: Trial, isBest: Bool, finished: Int) {
        switch mode {
        case .plain:
            Console.line(
                PlainLines(study: progress.study).line(
                    for: trial, isBest: isBest, finished: finished, target: progress.target,
                    invocation: common.invocation))
        case .json: try? Console.json(EventRecord("trial", TrialRecord(trial, study: progress.study)))
        case .live, .quiet: break
        }
    }

    private func remark(_ text: String) {
        if mode == .plain || mode == .json { Console.note(text) }
    }

    private func redraw() {
        guard mode == .live else { return }
        let terminal = Terminal.current
        screen.draw(
            LiveView(progress: progress, header: header, terminal: terminal, now: Self.now).lines, on: terminal)
    }

    private func passTime() {
        guard clock != nil else { return }
        if mode == .plain, let activity = progress.activity, !hasSpokenOfActivity,
            Self.now - activity.since > Self.silenceLimit
        {
            hasSpokenOfActivity = true
            Console.note("\(activity.text) …")
        }
        redraw()
    }
}

/// A record with the name of what happened beside its facts.
struct EventRecord<Record: Encodable>: Encodable {
    let event: String
    let record: Record

    private enum CodingKeys: CodingKey { case event }

    init(_ event: String, _ record: Record) {
        self.event = event
        self.record = record
    }

    func encode(to encoder: any Encoder) throws {
        try record.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(event, forKey: .event)
    }
}
