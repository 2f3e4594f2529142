import Foundation
import HoneNumerics

/// The vectors of names, as whoever reads names (a language model) made them, or random ones as a control.
package struct NameVectors: Sendable, Hashable {
    /// What a vector is of.
    package enum Name: Sendable, Hashable {
        case program(String)
        /// With what the parameter does, in words, where that is read too.
        case parameter(String, meaning: String? = nil)
        /// A choice means something only with its parameter.
        case choice(String, of: String)
    }

    /// What stands for a name that has no vector.
    package enum Missing: Sendable, Hashable {
        /// Zeros: nothing is known of it.
        case zeros
        /// Standard normal numbers from the name's own hash and this seed: the same name, the same vector.
        case random(seed: UInt64)
    }

    package let width: Int
    package var vectors: [Name: [Float]]
    package var missing: Missing

    /// - Precondition: every vector has `width` numbers.
    package init(width: Int, vectors: [Name: [Float]] = [:], missing: Missing = .zeros) {
        precondition(vectors.values.allSatisfy { $0.count == width }, "name vectors have \(width) numbers")
        self.width = width
        self.vectors = vectors
        self.missing = missing
    }

    /// `[width]`.
    package subscript(name: Name) -> [Float] {
        if let vector = vectors[name] { return vector }
        // A name that was read without its meaning is better than nothing.
        if case .parameter(let alone, .some) = name, let vector = vectors[.parameter(alone)] { return vector }
        switch missing {
        case .zeros: return [Float](repeating: 0, count: width)
        case .random(let seed): return Self.random(name.text, width: width, seed: seed)
        }
    }

    /// Standard normal numbers that a text and a seed determine.
    package static func random(_ text: String, width: Int, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed).fork(text)
        return (0..<width).map { _ in Float(generator.normal()) }
    }
}

extension NameVectors.Name {
    /// Different for different names.
    package var text: String {
        switch self {
        case .program(let name): "program\u{1F}\(name)"
        case .parameter(let name, _): "parameter\u{1F}\(name)"
        case .choice(let name, let parameter): "choice\u{1F}\(parameter)\u{1F}\(name)"
        }
    }
}
