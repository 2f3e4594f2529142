import HoneNumerics

/// Scores many candidates behind one prompt: the prompt's keys and values are kept from call to call, candidates of any
/// lengths go through the model as one ragged batch, inputs that several of them begin with once.
///
/// Owned by one session: not for use from several threads at once, since caches and scratch memory are its own.
package final class CandidateScorer {
    package struct Limits: Sendable, Hashable {
        /// Inputs a pass: enough for efficient matrix products, few enough that a caller can stop between passes
        /// within a second or two. Half as many take 3 % more time, twice as many gain 2 %.
        package var passInputs = 1024
        /// Inputs of a prompt computed at once; bounds the scratch memory of long prompts.
        package var promptInputs = 2048
        /// Bytes that prompts' keys and values may take.
        package var cacheBytes = 256 << 20

        package init() {}
    }

    package let limits: Limits
    package var transformer: Transformer { pass.transformer }
    private let pass: InferencePass
    private let valueRows: InferencePass.ValueRows?
    private var caches: PrefixCaches
    private var counted = ScoringCounters()

    package init(
        _ transformer: Transformer, valueRows: InferencePass.ValueRows? = nil, limits: Limits = Limits()
    ) {
        pass = InferencePass(transformer)
        self.valueRows = valueRows
        self.limits = limits
        caches = PrefixCaches(shape: transformer.shape, byteLimit: limits.cacheBytes)
    }

    package var counters: ScoringCounters {
        var counters = counted
        counters.evictions = caches.evictions
        return counters
    }

    /// Inputs computed so far and their floating-point operations in linear layers, times 1e-9.
    package var spent: (tokens: Int, gigaflop: Double) { (pass.tokens, pass.gigaflop) }

    /// Bytes of the prompts' keys and values, and the prompts, the least recently used first.
    package var cachedBytes: Int { caches.bytes }
    package var cachedPrompts: [[InputRow]] { caches.prompts }

    /// Candidates in sorted order, in passes of at most `limits.passInputs`.
    ///
    /// - Throws: `TransformerError.empty` naming the candidate without inputs.
    package func plan(_ candidates: [[InputRow]], sharing: Bool? = nil) throws(TransformerError) -> ScoringPlan {
        try ScoringPlan(
            candidates, shape: transformer.shape, passInputs: limits.passInputs, sharing: sharing)
    }

    /// Hidden states after the final norm at the last input of each row of one pass of a plan, `[rows, hidden]`.
    ///
    /// - Parameter prompt: what stands before every candidate; may be empty.
    /// - Throws: `TransformerError`: an unknown token or value row, a position beyond the model's context.
    package func hiddenStates(
        _ part: ScoringPlan.Pass, of plan: ScoringPlan, after prompt: [InputRow]
    ) throws(TransformerError) -> [Float] {
        let cache = try prepare(prompt)
        let sequence = plan.sequence(of: part, firstPosition: prompt.count)
        let states = try pass.hiddenStates(
            sequence, selection: sequence.rowEnds, valueRows: valueRows, cache: cache, extending: false)
        counted.candidateInputsComputed += sequence.count
        counted.candidateInputsSaved += plan.rows[part.rows].reduce(0) { $0 + $1.count } - sequence.count
        return states
    }

    /// Hidden states after the final norm at the last input of every candidate, `[candidates, hidden]`, in their order.
    package func hiddenStates(
        of candidates: [[InputRow]], after prompt: [InputRow]
    ) throws(TransformerError) -> [Float] {
        let plan = try plan(candidates)
        var states: [Float] = []
        states.reserveCapacity(plan.rows.count * transformer.shape.hidden)
        for part in plan.passes { states += try hiddenStates(part, of: plan, after: prompt) }
        return plan.spread(states, width: transformer.shape.hidden)
    }

    /// The prompt's keys and values, computed as far as they are not known; nil for an empty prompt. They stay as they
    /// are until the next call.
    @discardableResult
    package func prepare(_ prompt: [InputRow]) throws(TransformerError) -> KeyValueCache? {
        guard !prompt.isEmpty else { return nil }
        let found = caches.find(prompt)
        defer { caches.settle(found, prompt) }
        switch found.held {
        case prompt.count: counted.promptHits += 1
        case 0: counted.promptMisses += 1
        default: counted.promptExtensions += 1
        }
        counted.promptInputsSaved += found.held
        while found.cache.count < prompt.count {
            let part = Array(prompt[found.cache.count...].prefix(limits.promptInputs))
            _ = try pass.hiddenStates(
                header: part, selection: [], valueRows: valueRows, cache: found.cache, extending: true)
            counted.promptInputsComputed += part.count
        }
        return found.cache
    }
}
