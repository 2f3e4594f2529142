import HoneCore
import HoneStore

extension Study {
    // MARK: - Ask and tell

    /// A configuration to try, for code that evaluates trials itself.
    ///
    ///     while let trial = try await study.ask(), trial.number < 50 {
    ///         let x = try trial.configuration.double("x")
    ///         try await study.tell(trial, x * x)
    ///     }
    ///
    /// - Parameter expiry: after this time the trial is given up if nothing was told about it.
    /// - Returns: the trial, running from now on; nil if the space has no more configurations.
    /// - Throws: `StoreError` (`owned` while a process runs the study), or what the optimiser throws.
    public func ask(expiresAfter expiry: Duration = .seconds(24 * 3600)) async throws -> Trial? {
        try await open().dialogue.ask(using: optimizer, expiresAfter: expiry.inSeconds)
    }

    /// Tells the objective's value of a trial that was asked for.
    ///
    /// - Returns: the trial as it is now; failed if the value is not finite.
    /// - Throws: `StoreError.badTell` if the trial was not asked for, or was told before.
    @discardableResult
    public func tell(_ trial: Trial, _ value: Double) async throws -> Trial {
        try await tell(trial, [description.objective.metric: value])
    }

    /// Tells the metrics of a trial that was asked for, the objective among them; the others are kept with the trial.
    ///
    /// - Returns: the trial as it is now; failed if the objective's value is not finite.
    /// - Throws: `StoreError.badTell` if the objective is missing, the trial was not asked for, or was told before.
    @discardableResult
    public func tell(_ trial: Trial, _ metrics: [String: Double]) async throws -> Trial {
        try await open().dialogue.tell(trial: trial.number, values: metrics)
    }

    /// Reports a value of the (first) objective on the way, of a trial that was asked for.
    ///
    ///     for epoch in 1...20 {
    ///         if try await study.report(trial, train(epoch), step: epoch) { return try await study.tellPruned(trial) }
    ///     }
    ///
    /// - Returns: whether the study's pruner gives the trial up.
    /// - Throws: `StoreError.badTell` if the trial was not asked for, or was told before.
    @discardableResult
    public func report(_ trial: Trial, _ value: Double, step: Int) async throws -> Bool {
        try await report(trial, [description.objective.metric: value], step: step)
    }

    /// The same of metrics by name, the first objective among them.
    ///
    /// - Returns: whether the study's pruner gives the trial up.
    /// - Throws: `StoreError.badTell` if the trial was not asked for, or was told before.
    @discardableResult
    public func report(_ trial: Trial, _ metrics: [String: Double], step: Int) async throws -> Bool {
        try await open().dialogue.report(trial: trial.number, step: step, values: metrics) != nil
    }

    /// Tells that a trial that was asked for was given up after the steps that it reported.
    ///
    /// - Throws: `StoreError.badTell` if the trial was not asked for, or was told before.
    @discardableResult
    public func tellPruned(_ trial: Trial) async throws -> Trial {
        try await open().dialogue.tellPruned(trial: trial.number)
    }

    /// Tells that a trial that was asked for failed.
    ///
    /// - Throws: `StoreError.badTell` if the trial was not asked for, or was told before.
    @discardableResult
    public func tellFailed(_ trial: Trial, message: String = "told as failed") async throws -> Trial {
        try await open().dialogue.tellFailed(trial: trial.number, message: message)
    }

    // MARK: - What is known

    /// All trials so far, in the order of their numbers.
    public var history: TrialHistory {
        get async throws {
            let open = try await open()
            return try await open.store.currentHistory(of: open.study)
        }
    }

    /// The best complete trial so far; the earliest of equals.
    public var best: Trial? {
        get async throws { try await history.best(in: description) }
    }

    /// The study as its store has it, with what `auto` came to be and why.
    public var stored: StoredStudy {
        get async throws {
            let open = try await open()
            return try await open.store.study(named: name)
        }
    }
}
