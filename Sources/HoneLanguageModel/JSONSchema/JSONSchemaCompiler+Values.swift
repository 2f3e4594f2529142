import HoneBase

extension JSONSchemaCompiler {
    mutating func number(_ rules: SchemaRules, isWhole: Bool) throws(JSONSchemaError) -> Term? {
        let low = Self.tighter(
            try rules.bound("minimum", isExclusive: false), try rules.bound("exclusiveMinimum", isExclusive: true)
        ) { $0 < $1 }
        let high = Self.tighter(
            try rules.bound("maximum", isExclusive: false), try rules.bound("exclusiveMaximum", isExclusive: true)
        ) { $1 < $0 }
        var numbers = NumberTerms(lent())
        let term = isWhole ? numbers.integers(from: low, to: high) : numbers.numbers(from: low, to: high)
        terms = numbers.terms
        if term == nil {
            throw rules.failure(
                isWhole
                    ? "no whole number lies between the bounds"
                    : "no number of up to \(NumberTerms.significantDigits) digits lies between the bounds",
                "widen them")
        }
        return term
    }

    /// The bound that leaves less; of equal ones the exclusive.
    private static func tighter(
        _ inclusive: DecimalBound?, _ exclusive: DecimalBound?, _ leavesMore: (Decimal, Decimal) -> Bool
    ) -> DecimalBound? {
        guard let inclusive, let exclusive else { return inclusive ?? exclusive }
        return leavesMore(exclusive.value, inclusive.value) ? inclusive : exclusive
    }

    /// The terms, to be given back: two owners would copy them at the first change.
    private mutating func lent() -> ByteTerms {
        let terms = terms
        self.terms = ByteTerms()
        return terms
    }

    mutating func string(_ rules: SchemaRules) throws(JSONSchemaError) -> Term? {
        let least = try rules.count("minLength")
        let most = try rules.count("maxLength")
        if let least, let most, least > most {
            throw rules.failure("\"minLength\" \(least) is above \"maxLength\" \(most)", "exchange them")
        }
        let content: Term?
        if let pattern = rules["pattern"] {
            guard let text = pattern.text else { throw rules.failure("\"pattern\" should be a text") }
            if least != nil || most != nil {
                throw rules.failure(
                    "\"\(least != nil ? "minLength" : "maxLength")\" beside \"pattern\" is not supported",
                    "write the length into the pattern, such as ^.{2,5}$")
            }
            content = try self.pattern(text, rules)
        } else {
            content = terms.repeated(terms.anyCharacter(.json), least: least ?? 0, most: most)
        }
        let quote = terms.literal("\"".utf8)
        return content.map { terms.sequence([quote, $0, quote]) }
    }

    private mutating func pattern(_ text: String, _ rules: SchemaRules) throws(JSONSchemaError) -> Term? {
        var parser = ExpressionParser(text, .json, lent())
        do throws(ExpressionParser.Failure) {
            let branches = try parser.branches()
            terms = parser.terms
            // A text fits if the expression fits a part of it.
            let any = terms.repeated(terms.anyCharacter(.json), least: 0, most: nil)
            return terms.either(
                branches.map { branch in
                    branch.term.map {
                        terms.sequence([branch.isAtStart ? terms.empty : any, $0, branch.isAtEnd ? terms.empty : any])
                    }
                })
        } catch {
            throw rules.failure(
                "the pattern \(text) cannot be used: \(error.problem)",
                "use characters, ., [...], \\d \\w \\s, groups, |, * + ? {m,n}, and ^ and $ at the ends")
        }
    }

    mutating func array(_ rules: SchemaRules) throws(JSONSchemaError) -> Term? {
        let least = try rules.count("minItems") ?? 0
        let most = try rules.count("maxItems")
        if let most, least > most {
            throw rules.failure("\"minItems\" \(least) is above \"maxItems\" \(most)", "exchange them")
        }
        let item = try value(rules["items"] ?? .bool(true), at: "\(rules.place)/items")
        return list(of: item, least: least, most: most)
    }

    /// `[item, item]`; nil if there are too few items for it.
    mutating func list(of item: Term?, least: Int, most: Int?) -> Term? {
        let (opening, closing) = (terms.literal("[".utf8), terms.literal("]".utf8))
        let none = least == 0 ? terms.sequence(opening, closing) : nil
        guard let item, most != 0 else { return none }
        let further = terms.repeated(
            terms.sequence(separator(","), item), least: max(0, least - 1), most: most.map { $0 - 1 })
        return terms.either([none, terms.sequence([opening, item, further, closing])])
    }

    mutating func object(_ rules: SchemaRules) throws(JSONSchemaError) -> Term? {
        guard let properties = (rules["properties"] ?? .object([])).members else {
            throw rules.failure("\"properties\" should be an object of schemas")
        }
        let required = try requiredNames(rules)
        if let missing = required.first(where: { name in !properties.contains { $0.name == name } }) {
            throw rules.failure(
                "\"required\" names \"\(missing)\", which \"properties\" does not describe", "describe it there")
        }
        if let further = rules["additionalProperties"], further.bool == nil, further.members == nil {
            throw rules.failure("\"additionalProperties\" should be true, false or a schema")
        }
        // From the last member to the first: what may follow if none stands before, and if some do.
        var first: Term? = terms.literal("}".utf8)
        var later: Term? = first
        let comma = separator(",")
        for property in properties.reversed() {
            let pointer = property.name.replacing("~", with: "~0").replacing("/", with: "~1")
            let value = try self.value(property.value, at: "\(rules.place)/properties/\(pointer)")
            let member: Term? =
                if let value, let later {
                    terms.quoted(property.name, then: terms.sequence([separator(":"), value, later]))
                } else {
                    nil
                }
            let isRequired = required.contains(property.name)
            first = terms.either([member, isRequired ? nil : first])
            later = terms.either([member.map { terms.sequence(comma, $0) }, isRequired ? nil : later])
        }
        return first.map { terms.sequence(terms.literal("{".utf8), $0) }
    }

    private func requiredNames(_ rules: SchemaRules) throws(JSONSchemaError) -> Set<String> {
        guard let list = rules["required"] else { return [] }
        let names = list.elements?.compactMap(\.text)
        guard let names, names.count == list.elements?.count else {
            throw rules.failure("\"required\" should be a list of names")
        }
        return Set(names)
    }

    /// A comma or colon, and perhaps a blank.
    private mutating func separator(_ mark: String) -> Term {
        let blank = terms.optional(terms.literal(" ".utf8))
        return terms.literal(mark.utf8, then: blank)
    }
}
