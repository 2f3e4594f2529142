import HoneCore
import Testing

@Suite("The form of a domain") struct DomainFormTests {
    static let domains: [Domain] =
        DomainTests.domains + [.ordinal([1, 2], scale: .linear), .fixed(1.0), .permutation(["a", "b", 3])]

    @Test("reads back as the same domain", arguments: domains)
    func roundTrip(domain: Domain) throws {
        let form = Dictionary(uniqueKeysWithValues: domain.writtenForm.map { ($0.field.key, $0.content) })
        #expect(Domain(domain.kind) { form[$0.key] } == domain)
        #expect(domain.form.map(\.field) == domain.kind.fields)
    }

    @Test("gives nothing without a required key, or with content of another shape", arguments: domains)
    func incomplete(domain: Domain) {
        for missing in domain.kind.fields where missing.presence == .required {
            let form = domain.form.filter { $0.field != missing }
            #expect(Domain(domain.kind) { field in form.first { $0.field == field }?.content } == nil)
            #expect(Domain(domain.kind) { _ in .scale(.log) } == nil)
        }
    }

    @Test("differs in its text wherever two domains of a kind differ")
    func texts() {
        let different: [Domain] = [
            .categorical([1, 2]), .categorical(["1", "2"]), .categorical([1.0, 2]), .categorical(["1, 2"]),
            .categorical(["a", "b"]), .categorical(["a, b"]), .categorical([" a", "b"]), .categorical([true]),
            .categorical(["true"]),
        ]
        #expect(Set(different.map(\.description)).count == different.count)
        let ordinals: [Domain] = [
            .ordinal([1, 2], scale: nil), .ordinal([1, 2], scale: .linear), .ordinal([1, 2], scale: .log),
        ]
        #expect(Set(ordinals.map(\.description)).count == 3)
    }

    @Test("answers what optimisers ask")
    func asking() {
        #expect(Domain.categorical(["a", "b"]).choices == ["a", "b"])
        #expect(Domain.ordinal([8, 16, 64], scale: nil).index(of: 16.0) == 1)
        #expect(Domain.ordinal([8, 16, 64], scale: nil).scaleEnds == nil)
        #expect(Domain.ordinal([8, 16, 64], scale: .log).scaleEnds.map { [$0.low, $0.high] } == [8, 64])
        #expect(Domain.int(low: 1, high: 8, scale: .linear, step: nil).nearest(99) == 8)
        #expect(Domain.categorical([1, 2]).nearest(1) == nil)
    }
}
