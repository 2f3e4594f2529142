import Foundation
import HoneBase

/// The benchmark tables that the set-up puts into `HONE_HOME/tables`.
package enum TableCatalog {
    /// Suites in the order in which they are listed, each with its datasets.
    package static let suites: [(family: String, datasets: [String])] = [
        (
            "hpobench",
            ["car", "phoneme", "vehicle", "australian", "kc1", "segment", "blood_transfusion", "credit_g"]
        ),
        ("hpolib", ["naval_propulsion", "parkinsons_telemonitoring", "protein_structure", "slice_localization"]),
        ("nasbench201", ["cifar10", "cifar100", "imagenet"]),
    ]

    /// `hpobench/car` and so on: the names of all tables.
    package static var names: [String] {
        suites.flatMap { suite in suite.datasets.map { "\(suite.family)/\($0)" } }
    }

    package static func url(of name: String, home: URL = HoneHome.directory()) -> URL {
        let file = name.replacing("/", with: "-") + ".honetable"
        return home.appendingPathComponent("tables", isDirectory: true).appendingPathComponent(file)
    }

    /// Opens a table by name.
    package static func open(_ name: String, home: URL = HoneHome.directory()) throws(TableError) -> BenchmarkTable {
        try BenchmarkTable(url: url(of: name, home: home))
    }
}
