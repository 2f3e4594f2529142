import Foundation
import Hone
import HoneBase
import HoneCore
import HoneExecution

/// Runs trials of a study that is served elsewhere: asks, runs the program here, reports its steps, tells what came of it.
///
///     let worker = try await Worker(client, options: Worker.Options(parallel: 4))
///     let summary = try await worker.run { print($0) }
///
/// What it cannot tell because the server is away is told when the server is back; a trial that the server has given to another worker
/// meanwhile is stopped. A worker that is killed leaves its programs to their supervisors' end, as any Hone does.
package actor Worker {
    package struct Options: Sendable {
        /// Trials at a time.
        package var parallel = 1
        /// Seconds between SIGTERM and SIGKILL.
        package var grace = 10.0
        /// Where the program runs and where the trials' folders lie; absolute.
        package var folder = FileManager.default.currentDirectoryPath
        /// Seconds after which no further trial is asked for; nil for no limit.
        package var seconds: Double?
        /// Trials after which no further one is asked for; nil for no limit.
        package var trials: Int?

        package init() {}
    }

    /// What happens, for whoever watches.
    package enum Event: Sendable {
        case began(trial: Int, slot: Int)
        case ended(trial: Int, state: String)
        /// Something that a person should know.
        case remark(String)
    }

    private let client: StudyClient
    private let study: StudyDescription
    private let options: Options
    private let executor: LocalExecutor
    private let collector: MetricCollector
    private let report: @Sendable (Event) -> Void
    private var stops = 0
    private var running: [Int: JobHandle] = [:]
    /// Why trials are being stopped, by number.
    private var causes: [Int: TrialVerdict.StopCause] = [:]
    private var begun = 0
    private var isDone = false

    /// Seconds between two looks for a trial while there is none.
    private static let idle = 1.0

    /// - Parameter report: told what happens.
    /// - Throws: `ServerError`, or what is wrong with the study's program here.
    package init(_ client: StudyClient, options: Options, report: @escaping @Sendable (Event) -> Void) async throws {
        self.client = client
        self.options = options
        self.report = report
        let answer = try await client.get("/v1/description")
        var writer = JSONWriter()
        writer.value(answer)
        study = try ExactJSONDecoder.decode(StudyDescription.self, from: writer.bytes)
        guard !study.command.isEmpty else { throw StudyError.noCommand(study: study.name) }
        executor = LocalExecutor()
        collector = MetricCollector(
            objectives: study.objectives, constraints: study.metricConstraints,
            pattern: try study.running.metricRegex.map { try MetricPattern($0) },
            parameters: Set(study.space.parameters.map(\.name)))
        try await executor.check(study.command, workingDirectory: options.folder)
    }

    /// The study's name.
    package nonisolated var name: String { study.name }

    /// How many trials this worker has begun.
    package var count: Int { begun }

    /// Works until the study has nothing more, the time is up, or it is asked to stop.
    package func run() async throws {
        let began = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for slot in 0..<options.parallel {
                group.addTask { try await self.work(slot, since: began) }
            }
            try await group.waitForAll()
        }
    }

    /// Asks it to stop: at first its trials may end by themselves; asked again, they are stopped and given back.
    package func stop() async {
        stops += 1
        guard stops > 1 else { return }
        for (trial, handle) in running.sorted(by: { $0.key < $1.key }) { await stop(trial, handle, .request) }
    }

    /// The first reason stays.
    private func stop(_ trial: Int, _ handle: JobHandle, _ cause: TrialVerdict.StopCause) async {
        guard running[trial] != nil, causes[trial] == nil else { return }
        causes[trial] = cause
        do { try await executor.stop(handle, grace: .seconds(options.grace)) } catch {
            report(.remark("trial \(trial) cannot be stopped: \(error)"))
        }
    }

    private func mayAsk(since began: ContinuousClock.Instant) -> Bool {
        guard stops == 0, !isDone else { return false }
        if let seconds = options.seconds, (ContinuousClock.now - began).inSeconds >= seconds { return false }
        if let trials = options.trials, begun >= trials { return false }
        return true
    }

    private func work(_ slot: Int, since began: ContinuousClock.Instant) async throws {
        while mayAsk(since: began) {
            begun += 1
            let answer: JSON
            do { answer = try await client.post("/v1/ask", ["count": 1]) } catch {
                begun -= 1
                throw error
            }
            guard let given = answer["trials"]?.elements?.first else {
                begun -= 1
                if answer["done"]?.bool == true {
                    isDone = true
                    return
                }
                try await Task.sleep(for: .seconds(Self.idle))
                continue
            }
            let assignment = try Assignment(given, in: study.space, from: study.name)
            report(.began(trial: assignment.trial, slot: slot))
            let state = try await run(assignment, slot: slot, heartbeat: answer["heartbeat"]?.double ?? 20)
            report(.ended(trial: assignment.trial, state: state))
        }
    }

    // MARK: - One trial

    /// - Returns: how it ended, in a word.
    private func run(_ assignment: Assignment, slot: Int, heartbeat: Double) async throws -> String {
        let handle = try await executor.launch(try request(assignment, slot: slot))
        running[assignment.trial] = handle
        defer {
            running[assignment.trial] = nil
            causes[assignment.trial] = nil
        }
        let beats = Task { try await self.beat(assignment, handle, every: heartbeat) }
        let timer = Task { try await self.timeOut(assignment, handle) }
        defer {
            beats.cancel()
            timer.cancel()
        }
        for try await event in executor.attach(handle) {
            switch event {
            case .started: break
            case .reported(let metrics, let step):
                guard causes[assignment.trial] == nil,
                    let reason = try await tell(assignment, step: step, metrics)
                else { continue }
                await stop(assignment.trial, handle, .pruned(reason))
            case .ended(let end):
                let verdict = TrialVerdict(collector: collector, files: handle.files)
                let outcome = verdict.outcome(of: end, stopCause: causes[assignment.trial])
                return try await tell(assignment, end, outcome)
            }
        }
        return try await giveBack(assignment)
    }

    private func request(_ assignment: Assignment, slot: Int) throws -> AttemptRequest {
        let template = try CommandTemplate(
            study.command, space: study.space, appendsParameters: study.running.appendsParameters)
        var environment = TrialParameters.variables(assignment.configuration, in: study.space)
        environment["HONE_SLOT"] = "\(slot)"
        return AttemptRequest(
            study: study.name, trial: assignment.trial, ordinal: assignment.attempt, repetition: assignment.repetition,
            configuration: assignment.configuration, arguments: template.arguments(for: assignment.configuration),
            environment: environment, workingDirectory: options.folder,
            studyDirectory: "\(options.folder)/hone-work/\(study.name)")
    }

    /// Says that the worker lives, until the trial is over; a trial that is not its own any more is stopped.
    private func beat(_ assignment: Assignment, _ handle: JobHandle, every seconds: Double) async throws {
        while !Task.isCancelled {
            try await Task.sleep(for: .seconds(seconds))
            let path = "/v1/trials/\(assignment.trial)/heartbeat"
            do {
                _ = try await client.post(path, ["attempt": .integer(assignment.attempt)])
            } catch ServerError.refused(_, _, let detail) {
                report(.remark("trial \(assignment.trial): \(detail)"))
                return await stop(assignment.trial, handle, .request)
            } catch is ServerError {
                // The server is away; it says so itself when it is back.
                continue
            }
        }
    }

    private func timeOut(_ assignment: Assignment, _ handle: JobHandle) async throws {
        guard let limit = study.running.trialTimeout else { return }
        try await Task.sleep(for: .seconds(limit))
        await stop(assignment.trial, handle, .timeout(limit))
    }

    /// - Returns: why the trial should stop.
    private func tell(_ assignment: Assignment, step: Int, _ metrics: [String: Double]) async throws -> String? {
        let body: JSON = [
            "attempt": .integer(assignment.attempt), "step": .integer(step), "metrics": Self.json(metrics),
        ]
        do {
            let answer = try await client.post("/v1/trials/\(assignment.trial)/report", body)
            return answer["stop"]?.bool == true ? answer["reason"]?.text ?? "told to stop" : nil
        } catch ServerError.refused(_, _, let detail) {
            report(.remark("trial \(assignment.trial), step \(step): \(detail)"))
            return nil
        }
    }

    private func tell(_ assignment: Assignment, _ end: AttemptEnd, _ outcome: TrialOutcome) async throws -> String {
        var body: [JSON.Member] = [.init("attempt", .integer(assignment.attempt))]
        switch outcome.state {
        case .complete:
            let objectives = zip(study.objectives.map(\.metric), outcome.values)
            body.append(.init("metrics", Self.json(outcome.metrics.merging(objectives) { $1 })))
        case .pruned:
            body += [.init("pruned", true), .init("reason", .string(outcome.valueSource ?? "given up"))]
        case .cancelled, .waiting, .running, .paused: return try await giveBack(assignment)
        case .failed:
            if case .lost = end.cause { return try await giveBack(assignment) }
            body.append(.init("failed", .string(outcome.failure?.message ?? "failed")))
            body.append(.init("kind", .string((outcome.failure?.reason ?? .exit).rawValue)))
        }
        return try await send(assignment, .object(body), outcome.state.rawValue)
    }

    private func giveBack(_ assignment: Assignment) async throws -> String {
        let body: JSON = ["attempt": .integer(assignment.attempt), "returned": true]
        return try await send(assignment, body, "given back")
    }

    private func send(_ assignment: Assignment, _ body: JSON, _ word: String) async throws -> String {
        do {
            _ = try await client.post("/v1/trials/\(assignment.trial)/tell", body)
            return word
        } catch ServerError.refused(_, _, let detail) {
            // Another worker has it; or the metric is missing, which the server says.
            report(.remark("trial \(assignment.trial): \(detail)"))
            return "refused"
        }
    }

    private static func json(_ metrics: [String: Double]) -> JSON {
        .object(
            metrics.sorted { $0.key < $1.key }.map { name, value in
                .init(name, value.isFinite ? .number(value) : .string(value.isNaN ? "nan" : value > 0 ? "inf" : "-inf"))
            })
    }
}
