import Foundation
import HoneFuzzing

/// What the command line asks for.
struct FuzzOptions {
    var target = FuzzTarget.Kind.gguf
    var seconds = 600.0
    var count = Int.max
    var seed: UInt64 = 1
    var from = 0
    var only: Int?
    var fixtures = URL(fileURLWithPath: "Tests/HoneLanguageModelTests/Fixtures")
    var keep: URL?
    /// Where a worker says which case it is at; set by the supervisor alone.
    var progress: URL?

    var isWorker: Bool { progress != nil }

    struct Wrong: Error, CustomStringConvertible {
        let description: String
    }

    init(_ arguments: some Sequence<String>) throws {
        var rest = Array(arguments)
        guard !rest.isEmpty, let target = FuzzTarget.Kind(rawValue: rest.removeFirst()) else {
            let names = FuzzTarget.Kind.allCases.map(\.rawValue).joined(separator: "|")
            throw Wrong(
                description: "usage: HoneFuzz \(names) [--seconds N] [--count N] [--seed S] [--only N] [--keep FOLDER]")
        }
        self.target = target
        while !rest.isEmpty {
            let name = rest.removeFirst()
            guard !rest.isEmpty else { throw Wrong(description: "\(name) needs a value") }
            let value = rest.removeFirst()
            func number<Value: LosslessStringConvertible>(_ type: Value.Type) throws -> Value {
                guard let number = Value(value) else { throw Wrong(description: "\(name): \(value) is no number") }
                return number
            }
            switch name {
            case "--seconds": seconds = try number(Double.self)
            case "--count": count = try number(Int.self)
            case "--seed": seed = try number(UInt64.self)
            case "--from": from = try number(Int.self)
            case "--only": only = try number(Int.self)
            case "--fixtures": fixtures = URL(fileURLWithPath: value)
            case "--keep": keep = URL(fileURLWithPath: value)
            case "--progress": progress = URL(fileURLWithPath: value)
            default: throw Wrong(description: "\(name) is not known")
            }
        }
    }
}
