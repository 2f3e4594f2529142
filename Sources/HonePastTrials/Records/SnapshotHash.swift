import HoneCore

/// The content hash of a snapshot: SHA-256 over a binary form of its records that any platform writes alike.
///
/// Every text is preceded by its length, every number is its bits, every optional by whether it is there, so that two
/// different snapshots cannot have one form. The form begins with a version: change what is written, and it changes. What
/// parameters do in words is written from the second form on, who chose the configurations in the third only, so that data
/// without them keep their hashes.
struct SnapshotHash {
    private static let version = "hone-snapshot-1"
    private static let describedVersion = "hone-snapshot-2"
    private static let originVersion = "hone-snapshot-3"

    private var hasher = SHA256()
    private var buffer: [UInt8] = []
    /// Whether the second form is written, or the third.
    private let isDescribed: Bool
    private let hasOrigins: Bool
    /// Bytes gathered before they are handed to the hash.
    private static let bufferSize = 1 << 16

    /// - Parameter entries: in the snapshot's order (tasks by id, trials by id).
    static func of(_ entries: [PastTrialsSnapshot.Entry]) -> String {
        var writer = SnapshotHash(
            of: entries.map(\.task.space), hasOrigins: entries.contains { $0.trials.contains { $0.origin != nil } })
        writer.add(entries.count)
        for entry in entries {
            writer.add(entry.task)
            writer.add(entry.trials.count)
            for trial in entry.trials { writer.add(trial) }
        }
        writer.flush()
        return writer.hasher.finalize().hexadecimal
    }

    /// The hash of a space alone.
    static func of(_ space: SearchSpace) -> String {
        var writer = SnapshotHash(of: [space], hasOrigins: false)
        writer.add(space)
        writer.flush()
        return writer.hasher.finalize().hexadecimal
    }

    private init(of spaces: [SearchSpace], hasOrigins: Bool) {
        self.hasOrigins = hasOrigins
        isDescribed = hasOrigins || spaces.contains { $0.parameters.contains { $0.meaning != nil } }
        add(hasOrigins ? Self.originVersion : isDescribed ? Self.describedVersion : Self.version)
    }

    private mutating func add(_ task: PastTask) {
        add(task.id)
        add(task.family)
        add(task.task.model)
        add(task.task.dataset)
        add(task.task.facts.count)
        for (name, value) in task.task.facts.sorted(by: { $0.key < $1.key }) {
            add(name)
            add(stated: value)
        }
        add(task.fingerprint)
        add(task.summary)
        add(task.space)
        add(task.objective.metric)
        add(task.objective.direction.rawValue)
        add(task.transform)
        add(task.source)
        add(task.licence)
    }

    private mutating func add(_ space: SearchSpace) {
        add(space.parameters.count)
        for parameter in space.parameters { add(parameter) }
        add(space.constraints.count)
        for constraint in space.constraints { add(constraint.source) }
    }

    private mutating func add(_ parameter: Parameter) {
        add(parameter.name)
        add(parameter.domain.kind.rawValue)
        for (field, content) in parameter.domain.form {
            if field.presence == .optional { buffer.append(content == nil ? 0 : 1) }
            switch content {
            case .number(let number): add(number)
            case .integer(let integer): add(integer)
            case .scale(let scale): add(scale.rawValue)
            case .values(let values): add(stated: values)
            case .value(let value): add(stated: value)
            case nil: break
            }
        }
        add(stated: parameter.defaultValue.map { [$0] } ?? [])
        add(parameter.conditions.count)
        for condition in parameter.conditions {
            add(condition.parent)
            add(stated: condition.values)
        }
        if isDescribed { add(parameter.meaning) }
    }

    private mutating func add(_ trial: PastTrial) {
        add(trial.id)
        add(trial.configuration.values.count)
        for (name, value) in trial.configuration.sorted {
            add(name)
            add(value)
        }
        add(trial.value)
        add(trial.state.rawValue)
        add(trial.failure?.reason.rawValue)
        add(trial.failure?.message)
        add(trial.metrics.count)
        for (name, value) in trial.metrics.sorted(by: { $0.key < $1.key }) {
            add(name)
            add(value)
        }
        add(trial.seed)
        add(trial.fidelity)
        add(trial.seconds)
        add(trial.position)
        if hasOrigins { add(trial.origin) }
    }

    private mutating func add(stated values: [ParameterValue]) {
        add(values.count)
        for value in values { add(stated: value) }
    }

    /// A value of a task's description. A whole float counts as the integer that it equals: so it was while databases kept
    /// descriptions without telling 1.0 from 1, and the hashes of unchanged data must not change.
    private mutating func add(stated value: ParameterValue) {
        if case .float(let number) = value, let whole = Int(exactly: number) {
            add(.int(whole) as ParameterValue)
        } else {
            add(value)
        }
    }

    private mutating func add(_ value: ParameterValue) {
        switch value {
        case .int(let value):
            add("int")
            add(value)
        case .float(let value):
            add("float")
            add(value)
        case .string(let value):
            add("string")
            add(value)
        case .bool(let value):
            add("bool")
            add(value ? 1 : 0)
        }
    }

    private mutating func add(_ text: String) {
        add(text.utf8.count)
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.bufferSize { flush() }
    }

    private mutating func add(_ number: Int) { add(bits: UInt64(bitPattern: Int64(number))) }

    private mutating func add(_ number: Double) { add(bits: (number == 0 ? 0 : number).bitPattern) }

    private mutating func add(bits: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { buffer.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }

    private mutating func add(_ text: String?) {
        buffer.append(text == nil ? 0 : 1)
        if let text { add(text) }
    }

    private mutating func add(_ number: Int?) {
        buffer.append(number == nil ? 0 : 1)
        if let number { add(number) }
    }

    private mutating func add(_ number: Double?) {
        buffer.append(number == nil ? 0 : 1)
        if let number { add(number) }
    }

    private mutating func flush() {
        buffer.withUnsafeBytes { hasher.update($0) }
        buffer.removeAll(keepingCapacity: true)
    }
}
