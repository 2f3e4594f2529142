import Foundation
import HoneCore

/// What a study's `task:` says of its data, told from a file.
package struct DatasetFacts: Sendable, Hashable {
    /// One fact: a whole number, or a share rounded to three digits.
    package struct Fact: Sendable, Hashable {
        package var name: String
        package var value: ParameterValue
    }

    /// The file's name without its endings.
    package var name: String
    /// The column that is predicted.
    package var target: String
    /// Nil where the target is a number.
    package var classes: Int?
    package var rows = 0
    package var numeric = 0
    package var categorical = 0
    /// Share of the features' cells that are empty.
    package var missing = 0.0
    /// Share of the most frequent class.
    package var majority: Double?
    package var landmarks = Landmarks()
    /// Rows that could not be read, or have more or fewer cells than the others.
    package var damaged = 0

    package var features: Int { numeric + categorical }

    /// In the order in which they are written.
    package var facts: [Fact] {
        func share(_ value: Double) -> ParameterValue { .float((value * 1000).rounded() / 1000) }
        var facts = [Fact(name: "rows", value: .int(rows)), Fact(name: "features", value: .int(features))]
        if let classes { facts.append(Fact(name: "classes", value: .int(classes))) }
        facts.append(Fact(name: "numeric", value: .int(numeric)))
        facts.append(Fact(name: "categorical", value: .int(categorical)))
        facts.append(Fact(name: "missing", value: share(missing)))
        let shares = [
            ("majority", majority), ("nearestNeighbourError", landmarks.nearestNeighbour),
            ("stumpError", landmarks.stump),
            ("naiveBayesError", landmarks.naiveBayes),
        ]
        for (name, value) in shares { if let value { facts.append(Fact(name: name, value: share(value))) } }
        return facts
    }
}
