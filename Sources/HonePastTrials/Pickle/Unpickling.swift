/// The machine that a pickle is a program for, with plain values.
struct Unpickling {
    private let bytes: [UInt8]
    private let classes: Set<String>
    private var position = 0
    private var stack: [Pickle.Value] = []
    /// Where the stack stood at each mark.
    private var marks: [Int] = []
    private var memo: [Int: Pickle.Value] = [:]
    private var nodes: [Pickle.Node] = []

    init(_ bytes: [UInt8], classes: Set<String>) {
        self.bytes = bytes
        self.classes = classes
    }

    mutating func run() throws(PickleError) -> (Pickle.Value, [Pickle.Node]) {
        while true {
            let code = try byte()
            if code == UInt8(ascii: ".") { return (try pop(), nodes) }
            try step(code)
        }
    }

    private mutating func step(_ code: UInt8) throws(PickleError) {
        switch Unicode.Scalar(code) {
        // Values.
        case "N": stack.append(.none)
        case "\u{88}": stack.append(.bool(true))
        case "\u{89}": stack.append(.bool(false))
        case "J": stack.append(.integer(Int(Int32(truncatingIfNeeded: try little(4)))))
        case "K": stack.append(.integer(try little(1)))
        case "M": stack.append(.integer(try little(2)))
        case "\u{8A}": stack.append(.integer(try long(try little(1))))
        case "G": stack.append(.number(try double()))
        case "X": stack.append(.text(try text(try little(4))))
        case "\u{8C}": stack.append(.text(try text(try little(1))))
        case "B": stack.append(.bytes(Array(try take(try little(4)))))
        case "C": stack.append(.bytes(Array(try take(try little(1)))))
        // Containers.
        case "(": marks.append(stack.count)
        case ")": make(.tuple, [])
        case "\u{85}": make(.tuple, try pop(1))
        case "\u{86}": make(.tuple, try pop(2))
        case "\u{87}": make(.tuple, try pop(3))
        case "t": make(.tuple, try popToMark())
        case "]", "\u{8F}": make(.list, [])
        case "}": make(.dictionary, [])
        case "a": try append([try pop()])
        case "e", "\u{90}": try append(try popToMark())
        case "s": try set(try pop(2))
        case "u": try set(try popToMark())
        // Names of classes, and what is called by them.
        case "c": stack.append(try global(try line(), try line()))
        case "\u{93}":
            let names = try pop(2)
            guard case .text(let module) = names[0], case .text(let name) = names[1] else {
                throw PickleError("a class is named by something else than texts")
            }
            stack.append(try global(module, name))
        case "R", "\u{81}": try call(try pop(2))
        case "b": try build(try pop(2))
        // The memo.
        case "q": try remember(try little(1))
        case "r": try remember(try little(4))
        case "\u{94}": try remember(memo.count)
        case "h": try recall(try little(1))
        case "j": try recall(try little(4))
        case "0": _ = try pop()
        case "\u{80}": _ = try byte()
        case "\u{95}": _ = try take(8)
        default: throw PickleError("instruction \(code) at byte \(position - 1) is none that stands in data")
        }
    }

    // MARK: Bytes

    private mutating func byte() throws(PickleError) -> UInt8 {
        guard position < bytes.count else { throw PickleError("it is cut short") }
        position += 1
        return bytes[position - 1]
    }

    private mutating func take(_ count: Int) throws(PickleError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count - position else { throw PickleError("it is cut short") }
        position += count
        return bytes[position - count..<position]
    }

    private mutating func little(_ count: Int) throws(PickleError) -> Int {
        try take(count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func long(_ count: Int) throws(PickleError) -> Int {
        guard count <= 8 else { throw PickleError("a whole number has more than 64 bits") }
        let unsigned = try little(count)
        let shift = 64 - 8 * count
        return count == 0 ? 0 : (unsigned << shift) >> shift
    }

    private mutating func double() throws(PickleError) -> Double {
        Double(bitPattern: try take(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    private mutating func text(_ count: Int) throws(PickleError) -> String {
        String(decoding: try take(count), as: UTF8.self)
    }

    private mutating func line() throws(PickleError) -> String {
        guard let end = bytes[position...].firstIndex(of: 0x0A) else { throw PickleError("it is cut short") }
        let line = String(decoding: bytes[position..<end], as: UTF8.self)
        position = end + 1
        return line
    }

    // MARK: Stack

    private mutating func pop() throws(PickleError) -> Pickle.Value {
        guard stack.count > (marks.last ?? 0), let value = stack.popLast() else {
            throw PickleError("it takes a value that is not there")
        }
        return value
    }

    private mutating func pop(_ count: Int) throws(PickleError) -> [Pickle.Value] {
        guard stack.count - (marks.last ?? 0) >= count else { throw PickleError("it takes a value that is not there") }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws(PickleError) -> [Pickle.Value] {
        guard let mark = marks.popLast(), mark <= stack.count else {
            throw PickleError("it goes back to a mark that is not there")
        }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    private mutating func make(_ kind: Pickle.Kind, _ elements: [Pickle.Value]) {
        stack.append(.node(nodes.count))
        nodes.append(Pickle.Node(kind: kind, elements: elements))
    }

    /// The container on top of the stack.
    private func top() throws(PickleError) -> Int {
        guard stack.count > (marks.last ?? 0), case .node(let place)? = stack.last else {
            throw PickleError("it fills what is no container")
        }
        return place
    }

    private mutating func append(_ values: [Pickle.Value]) throws(PickleError) {
        nodes[try top()].elements.append(contentsOf: values)
    }

    private mutating func set(_ values: [Pickle.Value]) throws(PickleError) {
        guard values.count.isMultiple(of: 2) else { throw PickleError("a key has no value") }
        let place = try top()
        for index in stride(from: 0, to: values.count, by: 2) {
            nodes[place].members.append(Pickle.Member(key: values[index], value: values[index + 1]))
        }
    }

    // MARK: Objects

    private func global(_ module: String, _ name: String) throws(PickleError) -> Pickle.Value {
        let full = "\(module).\(name)"
        guard classes.contains(full) else {
            throw PickleError("it holds \(full), which is none of the classes that are read")
        }
        return .global(full)
    }

    private mutating func call(_ values: [Pickle.Value]) throws(PickleError) {
        guard case .global(let name) = values[0], case .node(let place) = values[1], nodes[place].kind == .tuple else {
            throw PickleError("it calls what is no class")
        }
        make(.object(name), nodes[place].elements)
    }

    private mutating func build(_ values: [Pickle.Value]) throws(PickleError) {
        guard case .node(let place) = values[0] else { throw PickleError("it gives a state to what is no object") }
        nodes[place].state = values[1]
        stack.append(values[0])
    }

    // MARK: Memo

    private mutating func remember(_ place: Int) throws(PickleError) {
        guard let value = stack.last else { throw PickleError("it remembers a value that is not there") }
        memo[place] = value
    }

    private mutating func recall(_ place: Int) throws(PickleError) {
        guard let value = memo[place] else { throw PickleError("it recalls what it never remembered") }
        stack.append(value)
    }
}
