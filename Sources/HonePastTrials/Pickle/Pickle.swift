/// The content of a Python pickle, read as data: nothing is looked up, imported or executed.
///
/// A pickle is a program for a machine with a stack; `Unpickling` runs it with plain values only. Classes and functions are
/// names, which must be on a list; an object is its class's name, its arguments and its state. Containers are nodes of one
/// array, named by their place, so that shared and circular ones cost nothing.
package struct Pickle: Sendable {
    package enum Value: Sendable, Hashable {
        case none
        case bool(Bool)
        case integer(Int)
        case number(Double)
        case text(String)
        case bytes([UInt8])
        /// A class or a function by its full name.
        case global(String)
        /// The place of a container among `nodes`.
        case node(Int)
    }

    package enum Kind: Sendable, Hashable {
        case tuple
        case list
        case dictionary
        /// What a class or a function was called with; `elements` are the arguments.
        case object(String)
    }

    package struct Node: Sendable, Hashable {
        package var kind: Kind
        package var elements: [Value] = []
        /// Keys and values in their order.
        package var members: [Member] = []
        /// What an object was told to be (`__setstate__`).
        package var state: Value?
    }

    package struct Member: Sendable, Hashable {
        package var key: Value
        package var value: Value
    }

    package let nodes: [Node]
    package let root: Value

    /// Reads a pickle of protocol 0 to 4, as far as Python writes it for data.
    ///
    /// Time and memory grow with the file: every instruction takes bytes of it and makes at most one value.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - classes: the full names of the classes and functions that may stand in it.
    /// - Throws: `PickleError` for other classes, instructions that are not known, and what is cut short or damaged.
    package init(_ bytes: [UInt8], allowing classes: Set<String>) throws(PickleError) {
        var reading = Unpickling(bytes, classes: classes)
        (root, nodes) = try reading.run()
    }

    package func node(_ value: Value?) -> Node? {
        guard case .node(let place) = value else { return nil }
        return nodes[place]
    }

    /// The value of a text key of a dictionary, or of an object's state that is one.
    package func member(_ name: String, of value: Value?) -> Value? {
        guard let node = node(value) else { return nil }
        if case .object = node.kind { return member(name, of: node.state) }
        return node.members.first { $0.key == .text(name) }?.value
    }
}
