import HoneCore
import Testing

@Suite("A domain") struct DomainTests {
    static let domains: [Domain] = [
        .float(low: -1, high: 1, scale: .linear, step: nil), .float(low: 1e-5, high: 1e-1, scale: .log, step: nil),
        .float(low: 0, high: 0.9, scale: .linear, step: 0.1), .float(low: 0, high: 1, scale: .linear, step: 0.3),
        .int(low: 1, high: 8, scale: .linear, step: nil), .int(low: 1, high: 1024, scale: .log, step: nil),
        .int(low: 16, high: 257, scale: .linear, step: 16), .categorical(["adam", "sgd", "lion"]),
        .ordinal([8, 16, 32], scale: nil), .ordinal([8, 16, 64], scale: .log), .fixed("x"),
    ]

    @Test("takes every place on its scale to one of its values, and back to that value", arguments: domains)
    func placesAndValues(domain: Domain) throws {
        for step in -2...102 {
            let value = domain.value(atUnit: Double(step) / 100)
            #expect(domain.canonical(value) == value)
            let place = try #require(domain.unit(value))
            #expect((0...1).contains(place))
            #expect(domain.value(atUnit: place) == value)
        }
    }

    @Test("takes every random number to one of its values", arguments: domains)
    func quantiles(domain: Domain) {
        for step in 0..<1000 {
            let value = domain.value(atQuantile: Double(step) / 1000)
            #expect(domain.contains(value), "\(value) of \(domain)")
        }
    }

    @Test("gives all values of a countable domain their turn", arguments: domains.filter { ($0.count ?? 5000) < 2000 })
    func coverage(domain: Domain) throws {
        let count = try #require(domain.count)
        let drawn = Set((0..<20_000).map { domain.value(atQuantile: (Double($0) + 0.5) / 20_000) })
        #expect(drawn.count == count)
        #expect(Set((0..<count).map(domain.value(atIndex:))) == drawn)
    }

    @Test("draws integers uniformly, and log integers uniformly in the logarithm")
    func shares() {
        let even = Domain.int(low: 1, high: 4, scale: .linear, step: nil)
        let evenOnes = (0..<10_000).count { even.value(atQuantile: Double($0) / 10_000) == 1 }
        #expect(evenOnes == 2500)
        let log = Domain.int(low: 1, high: 10_000, scale: .log, step: nil)
        let belowHundred = (0..<10_000).count { (log.value(atQuantile: Double($0) / 10_000).number ?? 0) <= 100 }
        #expect((5000...5500).contains(belowHundred))
    }

    @Test("steps without binary noise")
    func cleanSteps() {
        let domain = Domain.float(low: 0, high: 1, scale: .linear, step: 0.1)
        #expect(domain.count == 11)
        #expect(domain.value(atIndex: 3).description == "0.3")
        #expect(domain.value(atIndex: 10) == .float(1))
        #expect(domain.canonical(0.35) == nil)
    }

    @Test(
        "whose width or ratio overflows is searched all the same",
        arguments: [
            Domain.float(low: 1e-155, high: 1e155, scale: .log, step: nil),
            .float(low: 5e-324, high: 1, scale: .log, step: nil),
            .float(low: -9e307, high: 9e307, scale: .linear, step: nil),
            .float(low: -1.7e308, high: 1.7e308, scale: .linear, step: nil),
            .float(low: 1e-300, high: 1.7e308, scale: .log, step: nil),
        ])
    func overflow(domain: Domain) throws {
        let drawn = (1..<100).map { domain.value(atQuantile: Double($0) / 100) }
        #expect(Set(drawn).count == 99)
        for (value, quantile) in zip(drawn, 1..<100) {
            #expect(domain.contains(value))
            #expect(abs(try #require(domain.unit(value)) - Double(quantile) / 100) < 1e-3)
        }
    }

    @Test("of floats with a step is drawn on its scale")
    func logStep() {
        let domain = Domain.float(low: 0.001, high: 1, scale: .log, step: 0.001)
        let drawn = (0..<3000).compactMap { domain.value(atQuantile: (Double($0) + 0.5) / 3000).number }
        #expect((1100...1300).contains(drawn.count { $0 <= 0.01 }))
        #expect((2000...2200).contains(drawn.count { $0 <= 0.1 }))
    }

    @Test("includes both ends exactly")
    func ends() {
        let domain = Domain.float(low: 1e-5, high: 0.1, scale: .log, step: nil)
        #expect(domain.value(atUnit: 0) == .float(1e-5))
        #expect(domain.value(atUnit: 1) == .float(0.1))
        #expect(domain.contains(0.1))
        #expect(!domain.contains(.float(0.1.nextUp)))
    }

    @Test("writes a value its own way: whole floats stay floats, whole numbers become ints")
    func canonicalForms() {
        #expect(Domain.float(low: 0, high: 2, scale: .linear, step: nil).canonical(1) == .float(1))
        #expect(Domain.int(low: 0, high: 2, scale: .linear, step: nil).canonical(1.0) == .int(1))
        #expect(Domain.int(low: 0, high: 2, scale: .linear, step: nil).canonical(1.5) == nil)
        #expect(Domain.categorical([1, 2.5, "a"]).canonical(1.0) == .int(1))
        #expect(Domain.categorical(["1"]).canonical(1) == nil)
    }

    @Test("places ordinal numbers on their scale")
    func ordinalScale() {
        let domain = Domain.ordinal([8, 16, 64], scale: .log)
        #expect(domain.unit(16).map { abs($0 - 1.0 / 3) < 1e-12 } == true)
        #expect(Domain.ordinal([8, 16, 64], scale: nil).unit(16) == 0.5)
    }
}

@Suite("A domain that no space accepts") struct ImpossibleDomainTests {
    @Test(
        "answers without a trap until the space refuses it",
        arguments: [
            Domain.int(low: 1, high: 8, scale: .linear, step: 0), .int(low: 1, high: 8, scale: .linear, step: -3),
            .int(low: .min, high: 5, scale: .linear, step: nil), .int(low: .min, high: .max, scale: .linear, step: nil),
            .float(low: 0, high: 1, scale: .linear, step: 0), .float(low: 0, high: 1e308, scale: .linear, step: 1e-300),
            .float(low: 0, high: 1, scale: .linear, step: -.infinity), .float(low: 1, high: 0, scale: .log, step: 0.1),
        ])
    func noTraps(domain: Domain) {
        for value in [ParameterValue.int(3), .int(.min), .int(.max), .float(0.5), .float(.nan), .float(.infinity), "x"]
        {
            _ = domain.canonical(value)
            _ = domain.unit(value)
        }
        _ = domain.count
        #expect(throws: SpaceError.self) { try SearchSpace([Parameter("x", domain)]) }
    }
}
