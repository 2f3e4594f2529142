/// Recursive descent over a constraint's text; each method is one level of precedence, loosest first.
struct ConstraintParser {
    private enum Token: Equatable {
        case number(Double)
        case text(String)
        case word(String)
        case symbol(String)
    }

    private(set) var names: [String] = []
    private let source: String
    private let tokens: [(token: Token, column: Int)]
    private var position = 0
    private var depth = 0
    /// Deeper nesting than any real constraint has; it bounds the stack.
    private static let depthLimit = 200

    init(_ source: String) throws(SpaceError) {
        self.source = source
        tokens = try ConstraintParser.tokens(of: source)
    }

    mutating func parse() throws(SpaceError) -> Expression {
        let expression = try disjunction()
        guard position == tokens.count else { throw error("an operator") }
        guard !names.isEmpty else { throw SpaceError(.constraint(source), "it names no parameter") }
        return expression
    }

    private mutating func disjunction() throws(SpaceError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.depthLimit else { throw SpaceError(.constraint(source), "it is nested too deeply") }
        var left = try conjunction()
        while take(.word("or")) || take(.symbol("||")) { left = .apply(.or, [left, try conjunction()]) }
        return left
    }

    private mutating func conjunction() throws(SpaceError) -> Expression {
        var left = try negation()
        while take(.word("and")) || take(.symbol("&&")) { left = .apply(.and, [left, try negation()]) }
        return left
    }

    private mutating func negation() throws(SpaceError) -> Expression {
        var count = 0
        while take(.word("not")) || take(.symbol("!")) { count += 1 }
        let inner = try comparison()
        return count % 2 == 1 ? .apply(.not, [inner]) : inner
    }

    /// Chains as in mathematics: `8 <= width <= 64` means both comparisons.
    private mutating func comparison() throws(SpaceError) -> Expression {
        var left = try sum()
        var parts: [Expression] = []
        while case .symbol(let symbol)? = current, ["==", "!=", "<=", ">=", "<", ">"].contains(symbol),
            let operation = Expression.Operator(rawValue: symbol)
        {
            position += 1
            let right = try sum()
            parts.append(.apply(operation, [left, right]))
            left = right
        }
        switch parts.count {
        case 0: return left
        case 1: return parts[0]
        default: return .apply(.and, parts)
        }
    }

    private mutating func sum() throws(SpaceError) -> Expression {
        var left = try product()
        while true {
            if take(.symbol("+")) {
                left = .apply(.add, [left, try product()])
            } else if take(.symbol("-")) {
                left = .apply(.subtract, [left, try product()])
            } else {
                return left
            }
        }
    }

    private mutating func product() throws(SpaceError) -> Expression {
        var left = try factor()
        while case .symbol(let symbol)? = current, ["*", "/", "%"].contains(symbol),
            let operation = Expression.Operator(rawValue: symbol)
        {
            position += 1
            left = .apply(operation, [left, try factor()])
        }
        return left
    }

    private mutating func factor() throws(SpaceError) -> Expression {
        var isNegative = false
        while true {
            if take(.symbol("-")) { isNegative.toggle() } else if !take(.symbol("+")) { break }
        }
        var base = try atom()
        if take(.symbol("**")) {
            depth += 1
            defer { depth -= 1 }
            guard depth < Self.depthLimit else { throw SpaceError(.constraint(source), "it is nested too deeply") }
            base = .apply(.power, [base, try factor()])
        }
        return isNegative ? .apply(.negate, [base]) : base
    }

    private mutating func atom() throws(SpaceError) -> Expression {
        guard let token = current else { throw error("a value") }
        position += 1
        switch token {
        case .number(let number): return .literal(.float(number))
        case .text(let text): return .literal(.string(text))
        case .word(let word):
            if word == "true" || word == "false" { return .literal(.bool(word == "true")) }
            if case .symbol("(")? = current, ["min", "max", "abs", "log"].contains(word),
                let function = Expression.Operator(rawValue: word)
            {
                return try call(function)
            }
            if !names.contains(word) { names.append(word) }
            return .name(word)
        case .symbol("("):
            let inner = try disjunction()
            guard take(.symbol(")")) else { throw error(")") }
            return inner
        case .symbol:
            position -= 1
            throw error("a value")
        }
    }

    private mutating func call(_ function: Expression.Operator) throws(SpaceError) -> Expression {
        position += 1
        var operands = [try disjunction()]
        while take(.symbol(",")) { operands.append(try disjunction()) }
        guard take(.symbol(")")) else { throw error(")") }
        let isSingle = function == .abs || function == .log
        guard isSingle ? operands.count == 1 : operands.count >= 1 else {
            throw SpaceError(.constraint(source), "\(function.rawValue) takes one value")
        }
        return .apply(function, operands)
    }

    private var current: Token? { position < tokens.count ? tokens[position].token : nil }

    private mutating func take(_ token: Token) -> Bool {
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

extension ConstraintParser {
    private static func tokens(of source: String) throws(SpaceError) -> [(token: Token, column: Int)] {
        let characters = Array(source)
        var result: [(token: Token, column: Int)] = []
        var index = 0
        while index < characters.count {
            let character = characters[index]
            let column = index + 1
            if character.isWhitespace {
                index += 1
            } else if character.isASCII, character.isNumber || character == "." {
                var end = index
                while end < characters.count, isNumberPart(characters, at: end, from: index) { end += 1 }
                guard let number = Double(decimal: String(characters[index..<end])) else {
                    throw SpaceError(
                        .constraint(source), "column \(column): \(String(characters[index..<end])) is not a number")
                }
                result.append((.number(number), column))
                index = end
            } else if character == "\"" || character == "'" {
                guard let end = characters[(index + 1)...].firstIndex(of: character) else {
                    throw SpaceError(.constraint(source), "column \(column): the quote is not closed")
                }
                result.append((.text(String(characters[(index + 1)..<end])), column))
                index = end + 1
            } else if character.isASCII, character.isLetter || character == "_" {
                var end = index
                while end < characters.count, isNamePart(characters[end]) { end += 1 }
                result.append((.word(String(characters[index..<end])), column))
                index = end
            } else {
                let pair = String(characters[index..<min(index + 2, characters.count)])
                let isPair = ["==", "!=", "<=", ">=", "**", "&&", "||"].contains(pair)
                let symbol = isPair ? pair : String(character)
                guard isPair || "<>+-*/%(),!".contains(character) else {
                    throw SpaceError(.constraint(source), "column \(column): \(character) is not part of a constraint")
                }
                result.append((.symbol(symbol), column))
                index += symbol.count
            }
        }
        return result
    }

    /// Dots belong to names (`optimizer.lr`); a dash does not here, it is a minus.
    private static func isNamePart(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == ".")
    }

    private static func isNumberPart(_ characters: [Character], at index: Int, from start: Int) -> Bool {
        let character = characters[index]
        if character.isASCII, character.isNumber || character == "." || character == "e" || character == "E" {
            return true
        }
        return (character == "-" || character == "+") && index > start
            && (characters[index - 1] == "e" || characters[index - 1] == "E")
    }
}
