/// Recursive descent over a constraint's text; each method is one level of precedence, loosest first. Only nesting recurses,
/// and that is bounded; a sum of any length does not.
struct ConstraintParser {
    private var program = ConstraintProgram()
    private let source: String
    private let tokens: [(token: ConstraintToken, column: Int)]
    private var position = 0
    private var depth = 0
    /// Deeper nesting than any real constraint has; it bounds the stack.
    private static let depthLimit = 200
    private static let comparisons = ["==", "!=", "<=", ">=", "<", ">"]
    private static let functions = ["min", "max", "abs", "log"]

    init(_ source: String, knowing known: Set<String>) throws(SpaceError) {
        self.source = source
        tokens = try ConstraintToken.tokens(of: source, knowing: known)
    }

    mutating func parse() throws(SpaceError) -> ConstraintProgram {
        try disjunction()
        guard position == tokens.count else { throw error("an operator") }
        guard !program.names.isEmpty else { throw SpaceError(.constraint(source), "it names no parameter") }
        return program
    }

    private mutating func disjunction() throws(SpaceError) {
        try enter()
        defer { depth -= 1 }
        try conjunction()
        while take(.word("or")) || take(.symbol("||")) {
            try conjunction()
            program.append(.apply(.or, count: 2))
        }
    }

    private mutating func conjunction() throws(SpaceError) {
        try negation()
        while take(.word("and")) || take(.symbol("&&")) {
            try negation()
            program.append(.apply(.and, count: 2))
        }
    }

    private mutating func negation() throws(SpaceError) {
        var count = 0
        while take(.word("not")) || take(.symbol("!")) { count += 1 }
        try comparison()
        if count % 2 == 1 { program.append(.apply(.not, count: 1)) }
    }

    /// Chains as in mathematics: `8 <= width <= 64` means both comparisons.
    private mutating func comparison() throws(SpaceError) {
        try sum()
        if current == .word("in") || (current == .word("not") && next == .word("in")) { return try membership() }
        var operators: [ConstraintProgram.Operator] = []
        while case .symbol(let symbol)? = current, Self.comparisons.contains(symbol),
            let operation = ConstraintProgram.Operator(rawValue: symbol)
        {
            position += 1
            try sum()
            operators.append(operation)
        }
        if !operators.isEmpty { program.append(.compare(operators)) }
    }

    /// `opt in ['adam', 'sgd']`, `n not in (3, 5)`.
    private mutating func membership() throws(SpaceError) {
        let isNegated = take(.word("not"))
        position += 1
        let isRound = take(.symbol("("))
        guard isRound || take(.symbol("[")) else { throw error("a list in brackets") }
        var count = 1
        try disjunction()
        while take(.symbol(",")) {
            try disjunction()
            count += 1
        }
        guard take(.symbol(isRound ? ")" : "]")) else { throw error(isRound ? ")" : "]") }
        program.append(.among(count: count))
        if isNegated { program.append(.apply(.not, count: 1)) }
    }

    private mutating func sum() throws(SpaceError) {
        try product()
        while true {
            if take(.symbol("+")) {
                try product()
                program.append(.apply(.add, count: 2))
            } else if take(.symbol("-")) {
                try product()
                program.append(.apply(.subtract, count: 2))
            } else {
                return
            }
        }
    }

    private mutating func product() throws(SpaceError) {
        try factor()
        while case .symbol(let symbol)? = current, ["*", "/", "//", "%"].contains(symbol),
            let operation = ConstraintProgram.Operator(rawValue: symbol)
        {
            position += 1
            try factor()
            program.append(.apply(operation, count: 2))
        }
    }

    private mutating func factor() throws(SpaceError) {
        var isNegative = false
        while true {
            if take(.symbol("-")) { isNegative.toggle() } else if !take(.symbol("+")) { break }
        }
        try atom()
        if take(.symbol("**")) {
            try enter()
            defer { depth -= 1 }
            try factor()
            program.append(.apply(.power, count: 2))
        }
        if isNegative { program.append(.apply(.negate, count: 1)) }
    }

    private mutating func atom() throws(SpaceError) {
        guard let token = current else { throw error("a value") }
        position += 1
        switch token {
        case .number(let number): program.append(.push(.float(number)))
        case .text(let text): program.append(.push(.string(text)))
        case .word("true"), .word("True"): program.append(.push(.bool(true)))
        case .word("false"), .word("False"): program.append(.push(.bool(false)))
        case .word(let word):
            if current == .symbol("("), Self.functions.contains(word),
                let function = ConstraintProgram.Operator(rawValue: word)
            {
                return try call(function)
            }
            program.load(word)
        case .name(let name): program.load(name)
        case .symbol("("):
            try disjunction()
            guard take(.symbol(")")) else { throw error(")") }
        case .symbol:
            position -= 1
            throw error("a value")
        }
    }

    private mutating func call(_ function: ConstraintProgram.Operator) throws(SpaceError) {
        position += 1
        var count = 1
        try disjunction()
        while take(.symbol(",")) {
            try disjunction()
            count += 1
        }
        guard take(.symbol(")")) else { throw error(")") }
        guard count == 1 || function == .min || function == .max else {
            throw SpaceError(.constraint(source), "\(function.rawValue) takes one value")
        }
        program.append(.apply(function, count: count))
    }

    private mutating func enter() throws(SpaceError) {
        depth += 1
        guard depth < Self.depthLimit else { throw SpaceError(.constraint(source), "it is nested too deeply") }
    }

    private var current: ConstraintToken? { position < tokens.count ? tokens[position].token : nil }

    private var next: ConstraintToken? { position + 1 < tokens.count ? tokens[position + 1].token : nil }

    private mutating func take(_ token: ConstraintToken) -> Bool {
        guard current == token else { return false }
        position += 1
        return true
    }

    private func error(_ expected: String) -> SpaceError {
        guard position < tokens.count else {
            return SpaceError(.constraint(source), "it ends where \(expected) should follow")
        }
        return SpaceError(.constraint(source), "column \(tokens[position].column): expected \(expected)")
    }
}
