import HoneCore
import Testing

struct TrialListDifferenceTests {
    private static func list(_ count: Int) -> TrialList {
        TrialList((0..<count).map { Trial(number: $0, configuration: ["a": .int($0)]) })
    }

    @Test("The first difference is where it was made", arguments: [0, 1, 63, 64, 100, 129])
    func findsTheChange(position: Int) {
        let before = Self.list(130)
        var after = before
        after[position].state = .running
        #expect(after.firstDifference(from: before) == position)
        #expect(before.firstDifference(from: after) == position)
    }

    @Test("Of two lists of which one goes on, the shorter one's length", arguments: [0, 5, 64, 70, 128])
    func findsTheEnd(length: Int) {
        #expect(Self.list(130).firstDifference(from: Self.list(length)) == length)
        #expect(Self.list(length).firstDifference(from: Self.list(length)) == length)
    }
}
