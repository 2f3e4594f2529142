import HoneCore

extension BenchmarkSuite {
    package static var functionSuiteNames: [String] { TestFunctionSuite.allCases.map(\.rawValue) }

    /// A suite of test functions by name; nil where there is none of that name.
    ///
    /// - Parameters: see `TestFunctionSuite.functions`.
    package static func functions(_ name: String, dimensions: [Int] = [], instances: [Int] = [1]) throws
        -> BenchmarkSuite?
    {
        guard let suite = TestFunctionSuite(rawValue: name) else { return nil }
        let functions = try suite.functions(dimensions: dimensions, instances: instances)
        return BenchmarkSuite(name: name, items: functions.map(Item.init))
    }

    /// The function of a task's name, which says its dimension and instance itself; nil where the name is no function's.
    package static func functionItem(named name: String) throws -> Item? {
        guard let suite = TestFunctionSuite(rawValue: String(name.prefix { $0 != "/" })) else { return nil }
        func number(_ letter: Character) -> Int? {
            name.split(separator: "-").last { $0.first == letter && Int($0.dropFirst()) != nil }
                .flatMap { Int($0.dropFirst()) }
        }
        let dimension = number("d").flatMap { (1...10_000).contains($0) ? [$0] : nil } ?? []
        let instance = number("i").flatMap { $0 > 0 ? [$0] : nil } ?? [1]
        return try suite.functions(dimensions: dimension, instances: instance).first { $0.name == name }.map(Item.init)
    }
}

extension BenchmarkSuite.Item {
    /// A function as a task; its scale is measured when it is asked for.
    package init(_ function: TestFunction) {
        self.init(
            TaskIdentity(function), scale: { try RegretScale(function) }, load: { try BenchmarkTask(function) })
    }
}
