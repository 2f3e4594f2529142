import HoneCore

/// A YAML document as plain values that know their place: what a decoder needs to name the line of every mistake.
struct YAMLTree {
    /// A key with the line that it stands on, and what belongs to it.
    struct Entry {
        var key: String
        var place: String
        var value: YAMLTree
    }

    enum Content {
        /// Text and whether it was written without quotes, so that it may mean a number, a truth value or nothing.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLTree])
        case mapping([Entry])
    }

    var content: Content
    /// `study.yaml:7`.
    var place: String

    /// How the content is called in messages.
    var kind: String {
        switch content {
        case .scalar(let text, _): isNothing ? "nothing" : "\"\(text.shortened(to: 40))\""
        case .sequence: "a list"
        case .mapping: "a group of keys"
        }
    }

    /// Whether nothing was written, or one of the core schema's words for it.
    var isNothing: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }
}

extension YAMLTree {
    func error(_ problem: String) -> DescriptionError { DescriptionError(place, problem) }

    /// The text as written: quoted or not, a number or not.
    func text(_ what: String) throws(DescriptionError) -> String {
        guard case .scalar(let text, _) = content, !isNothing else {
            throw error("\(what) must be a text, not \(kind)")
        }
        return text
    }

    /// The value that the core schema of YAML 1.2 reads: `no` and `off` are texts, `010` is ten, `"8"` is a text.
    func value(_ what: String) throws(DescriptionError) -> ParameterValue {
        guard case .scalar(let text, let isPlain) = content else {
            throw error("\(what) must be a number or a text, not \(kind)")
        }
        guard isPlain else { return .string(text) }
        guard !text.isEmpty else { throw error("\(what) is missing; write \"\" for an empty text") }
        return YAMLScalar.value(of: text)
    }

    func number(_ what: String) throws(DescriptionError) -> Double {
        if case .scalar(let text, isPlain: true) = content, let number = YAMLScalar.value(of: text).number {
            guard number.isFinite else { throw error("\(what) must be a finite number, not \(text)") }
            return number
        }
        throw error("\(what) must be a number, not \(kind)" + hintAboutQuotes)
    }

    func integer(_ what: String) throws(DescriptionError) -> Int {
        if case .scalar(let text, isPlain: true) = content {
            switch YAMLScalar.value(of: text) {
            case .int(let integer): return integer
            case .float(let number):
                if let integer = Int(exactly: number) { return integer }
                throw error("\(what) must be a whole number, not \(text)")
            case .bool, .string: break
            }
        }
        throw error("\(what) must be a whole number, not \(kind)" + hintAboutQuotes)
    }

    func integer(_ what: String, atLeast low: Int) throws(DescriptionError) -> Int {
        let integer = try integer(what)
        guard integer >= low else { throw error("\(what) must be at least \(low), not \(integer)") }
        return integer
    }

    func truth(_ what: String) throws(DescriptionError) -> Bool {
        if case .scalar(let text, isPlain: true) = content, case .bool(let truth) = YAMLScalar.value(of: text) {
            return truth
        }
        throw error("\(what) must be true or false, not \(kind)")
    }

    /// A positive span of time in seconds: `90`, `10m`, `1h30m`.
    func seconds(_ what: String) throws(DescriptionError) -> Double {
        let text = try text(what)
        guard let duration = Duration(text: text), duration > .zero else {
            throw error("\(what) must be a span of time such as 90s, 10m or 2h, not \(kind)")
        }
        return duration.inSeconds
    }

    func sequence(_ what: String, example: String) throws(DescriptionError) -> [YAMLTree] {
        guard case .sequence(let items) = content else {
            throw error("\(what) must be a list, such as \(example), not \(kind)")
        }
        return items
    }

    /// The entries of a group whose keys must all be known.
    func entries(of what: String, known: [String]) throws(DescriptionError) -> [Entry] {
        let entries = try entries(what, example: "\(known.first ?? "key"): ...")
        for entry in entries where !known.contains(entry.key) {
            throw DescriptionError(
                entry.place, "\(entry.key) is not a key of \(what)" + NearestName.hint(for: entry.key, among: known))
        }
        return entries
    }

    /// The entries of a group with keys of the user's own.
    func entries(_ what: String, example: String) throws(DescriptionError) -> [Entry] {
        guard case .mapping(let entries) = content else {
            throw error("\(what) must be a group of keys, such as \(example), not \(kind)")
        }
        return entries
    }

    private var hintAboutQuotes: String {
        guard case .scalar(let text, isPlain: false) = content, YAMLScalar.value(of: text).number != nil else {
            return ""
        }
        return "; drop the quotes"
    }
}
