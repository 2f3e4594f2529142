import Foundation
import Hone
import HoneCore
import Testing

@Suite("How CSV files are written")
struct CSVWritingTests {
    private static let plain = "number,value,params_lr,params_opt\n0,0.5,0.1,adam\n1,0.25,0.01,sgd\n2,0.75,0.5,adam\n"

    /// The trials of a file, and of the same table written plainly, are the same.
    private func expectPlain(_ content: String, name: String = "runs.csv", _ comment: Comment? = nil) throws {
        let expected = try CSVFixture(Self.plain).trials
        let file = try CSVFixture(content, name: name)
        #expect(file.trials == expected, comment)
        #expect(file.summary.leftOut == 0, comment)
    }

    @Test("Separators and line ends of every kind", arguments: [",", ";", "\t", "|"], ["\n", "\r\n", "\r"])
    func separatorsAndLineEnds(separator: String, lineEnd: String) throws {
        let content = Self.plain.replacing(",", with: separator).replacing("\n", with: lineEnd)
        try expectPlain(content)
        try expectPlain(content, name: "runs.tsv")
        try expectPlain("\u{FEFF}" + content)
        try expectPlain(String(content.dropLast(lineEnd.count)), "no line end at the end")
    }

    @Test("Blanks around cells change nothing", arguments: [", ", " ,", "  ,\u{A0}", ",\t"])
    func blanks(separator: String) throws { try expectPlain(Self.plain.replacing(",", with: separator)) }

    @Test("Quoted cells", arguments: [",", ";"])
    func quoted(separator: String) throws {
        let lines = Self.plain.split(separator: "\n").map { line in
            line.split(separator: ",").map { "\"\($0)\"" }.joined(separator: separator)
        }
        try expectPlain(lines.joined(separator: "\n"))
    }

    @Test("Line ends, separators and quotes inside quotes")
    func inQuotes() throws {
        let file = try CSVFixture("param.p,value\r\n\"a\r\nb, \"\"c\"\"\",1\r\n\" d\",2\r\n")
        #expect(file.domains["p"] == .categorical([" d", "a\r\nb, \"c\""]))
    }

    @Test("Columns without a name, an index and empty columns at the end are ignored")
    func unnamed() throws {
        try expectPlain(
            ",Unnamed: 0,number,value,params_lr,params_opt,,\n0,0,0,0.5,0.1,adam,,\n1,1,1,0.25,0.01,sgd,,\n2,2,2,0.75,0.5,adam,,\n"
        )
        try expectPlain("number,value,params_lr,params_opt\n0,0.5,0.1,adam,,\n1,0.25,0.01,sgd,,\n2,0.75,0.5,adam,,\n")
        try expectPlain(Self.plain + ",,,\n\n , , ,\n")
    }

    @Test("Decimal commas between semicolons are decimal points, and it is said")
    func decimalCommas() throws {
        let content = Self.plain.replacing(",", with: ";").replacing(".", with: ",")
        try expectPlain(content)
        try expectPlain("sep=;\r\n" + content)
        #expect(try CSVFixture(content).summary.notes.contains { $0.contains("semicolons") && $0.contains("commas") })
    }

    @Test("Thousands are not read as fractions where that is doubtful")
    func thousands() throws {
        let file = try CSVFixture("param.lr\tvalue\n0.1\t1,234\n0.2\t2,345\n0.3\t1\n0.4\t2\n")
        #expect(file.summary.leftOut == 2)
        let quoted = try CSVFixture("param.lr,value\n0.1,\"1,234.5\"\n0.2,1\n0.3,2\n")
        #expect(quoted.summary.leftOut == 1)
    }

    @Test("Truth in Python's spelling, and texts among numbers")
    func mixed() throws {
        let file = try CSVFixture("param.flag,param.features,value\nTrue,sqrt,1\nFalse,0.5,2\nTrue,log2,3\n")
        #expect(file.domains["flag"] == .categorical([false, true]))
        #expect(file.domains["features"] == .categorical([0.5, "log2", "sqrt"]))
    }

    @Test("A quote too many costs its own row only")
    func strayQuote() throws {
        let file = try CSVFixture(
            "param.lr,note,value\n0.1,a,1\n0.2,\"b,2\n0.3,c,3\n0.4,\"d\",4\n0.5,e,5\n")
        #expect(file.trials.map(\.value).compactMap { $0 }.sorted() == [1, 3, 4, 5])
        #expect(file.summary.problems.map { $0.place.split(separator: ":").last } == ["3"])
    }

    @Test("UTF-16 and files that are no text are refused with the remedy")
    func notText() throws {
        for bytes in [[0xFF, 0xFE, 0x61, 0], Array("a,b\n".utf16.flatMap { [UInt8($0), 0] })] as [[UInt8]] {
            let error = #expect(throws: TrialDatabaseError.self) { try CSVFixture(bytes: bytes) }
            #expect(error?.remedy?.contains("UTF-8") == true)
        }
    }

    @Test("Damaged files never crash, and every row is counted once")
    func fuzzed() throws {
        var state: UInt64 = 7
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let alphabet = Array("\",;\t\r\n |x0.-eE".utf8) + [0xC3, 0xFF]
        for _ in 0..<400 {
            var bytes = Array(Self.plain.utf8)
            for _ in 0...draw(4) {
                let place = draw(bytes.count)
                if draw(2) == 0 { bytes.remove(at: place) } else { bytes[place] = alphabet[draw(alphabet.count)] }
            }
            do {
                let file = try CSVFixture(bytes: bytes)
                #expect(file.summary.newTrials == file.trials.count)
                #expect(file.trials.allSatisfy { $0.state != .complete || $0.value?.isFinite == true })
            } catch is TrialDatabaseError {
            }
        }
    }
}
