import Foundation
import Hone
import HoneCore
import Testing

@Suite struct TableTests {
    /// A table of two parameters with three and two choices.
    private static func file(
        values: [Double] = [0.5, 0.4, 0.3, 0.6, 0.1, 0.2], rows: Int? = nil, hash: String? = nil,
        parameters: String? = nil
    ) -> Data {
        var packed = Data()
        for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { packed.append(contentsOf: $0) } }
        let known = """
            [{"name":"width","type":"ordinal","values":[8,16,64],"scale":"log","default":16},
             {"name":"opt","type":"categorical","choices":["adam","sgd"],"default":"sgd"}]
            """
        let header = Data(
            """
            {"family":"toy","task":{"model":"mlp","dataset":"made","facts":{"rows":10}},"summary":"a toy",
             "parameters":\(parameters ?? known),"objective":{"minimize":"error"},"transform":"none","source":"here",
             "licence":"Apache-2.0","rows":\(rows ?? values.count),
             "valuesSHA256":"\(hash ?? SHA256.hash(of: packed).hexadecimal)"}
            """.utf8)
        let offset = (32 + header.count + 63) / 64 * 64
        var data = Data("HONETAB1".utf8)
        for number in [header.count, offset, rows ?? values.count] {
            withUnsafeBytes(of: UInt64(number).littleEndian) { data.append(contentsOf: $0) }
        }
        data.append(header)
        data.append(Data(count: offset - data.count))
        return data + packed
    }

    private func opening(_ data: Data) throws -> BenchmarkTable {
        try DatabaseFixtures.withFile("toy.honetable", "") { path in
            let url = URL(fileURLWithPath: path)
            try data.write(to: url)
            return try BenchmarkTable(url: url)
        }
    }

    private func failure(_ data: Data) throws -> TableError {
        try #require(throws: TableError.self) { try opening(data) }
    }

    @Test func rowsAreMixedRadixNumbersWithTheLastParameterFastest() throws {
        let table = try opening(Self.file())
        #expect(table.rowCount == 6)
        #expect(table.configuration(at: 3) == ["width": 16, "opt": "sgd"])
        #expect(table.row(of: ["width": 64, "opt": "adam"]) == 4)
        for row in 0..<6 { #expect(table.row(of: table.configuration(at: row)) == row) }
        #expect(table.value(at: 3) == 0.6)
        #expect(table.best == 0.1 && table.bestRow == 4 && table.worst == 0.6)
        #expect(table.space.defaultConfiguration.flatMap(table.row(of:)) == 3)
        #expect(table.name == "toy/made")
    }

    @Test func aConfigurationOutsideTheTableHasNoRow() throws {
        let table = try opening(Self.file())
        #expect(table.row(of: ["width": 32, "opt": "adam"]) == nil)
        #expect(table.row(of: ["width": 8]) == nil)
    }

    @Test func rowsBecomePastTrials() throws {
        let table = try opening(Self.file())
        let entry = try table.entry(rows: [4, 0])
        #expect(entry.task.id == "tables/toy/made")
        #expect(entry.trials.map(\.id) == ["row 4", "row 0"])
        #expect(entry.trials.map(\.value) == [0.1, 0.5])
        #expect(throws: TableError.self) { try table.entry(rows: [6]) }
    }

    @Test func aFileCutAnywhereIsRefused() throws {
        let whole = Self.file()
        for length in [0, 7, 31, 40, whole.count - 48, whole.count - 8, whole.count - 1] {
            #expect(try failure(whole.prefix(length)).description.contains("fetch_tables.py"))
        }
        #expect(try failure(whole + Data(count: 8)).problem.contains("follow"))
    }

    @Test func aFileThatLiesIsRefused() throws {
        func changed(at offset: Int, to number: UInt64) -> Data {
            var data = Self.file()
            withUnsafeBytes(of: number.littleEndian) { data.replaceSubrange(offset..<offset + 8, with: $0) }
            return data
        }
        for number in [UInt64.max, UInt64(Int64.max), 1 << 40, 3] {
            #expect(throws: TableError.self) { try opening(changed(at: 8, to: number)) }
            #expect(throws: TableError.self) { try opening(changed(at: 16, to: number)) }
            #expect(throws: TableError.self) { try opening(changed(at: 24, to: number)) }
        }
        #expect(throws: TableError.self) { try opening(changed(at: 0, to: 0)) }
        #expect(try failure(Self.file(values: [1, 2, 3, 4, 5])).problem.contains("6 configurations"))
        #expect(try failure(Self.file(values: [1, 2, 3, 4, 5, .nan])).problem.contains("not a number"))
        #expect(try failure(Self.file(hash: "00")).problem.contains("damaged"))
        let range = "[{\"name\":\"x\",\"type\":\"int\",\"low\":1,\"high\":6}]"
        #expect(try failure(Self.file(parameters: range)).problem.contains("x"))
    }

    @Test func damageToOneValueIsNoticed() throws {
        var data = Self.file()
        data[data.count - 3] ^= 1
        #expect(try failure(data).problem.contains("damaged"))
    }

    @Test func aMissingTableIsNamedWithItsRemedy() {
        let error = #expect(throws: TableError.self) {
            try TableCatalog.open("hpobench/car", home: URL(fileURLWithPath: "/nowhere"))
        }
        #expect(error?.description.contains("/nowhere/tables/hpobench-car.honetable") == true)
    }

    /// Values that the yardstick's tables.py gives (Fixtures/yardstick-values.json and its script).
    @Test func theTablesHoldTheYardsticksValues() throws {
        struct Known: Decodable {
            var rows: Int
            var defaultRow: Int
            var values: [String: Double]
            var configurations: [String: [String: ParameterValue]]
        }
        let url = try #require(Bundle.module.url(forResource: "Fixtures/yardstick-values", withExtension: "json"))
        let known = try JSONDecoder().decode([String: Known].self, from: Data(contentsOf: url))
        #expect(known.keys.sorted() == TableCatalog.names.sorted())
        for (name, expected) in known.sorted(by: { $0.key < $1.key }) {
            let table = try TableCatalog.open(name)
            #expect(table.rowCount == expected.rows)
            #expect(table.space.defaultConfiguration.flatMap(table.row(of:)) == expected.defaultRow)
            for (row, value) in expected.values {
                let row = try #require(Int(row))
                // NumPy's log10 may differ in the last bit from the correctly rounded one of the tables.
                #expect(abs(table.value(at: row) - value) <= 2 * value.ulp)
                let configuration = Configuration(try #require(expected.configurations["\(row)"]))
                #expect(table.row(of: configuration) == row)
            }
        }
    }

    @Test func aLargeTableOpensAtOnce() throws {
        let start = ContinuousClock.now
        let table = try TableCatalog.open("hpolib/naval_propulsion")
        let elapsed = ContinuousClock.now - start
        #expect(table.rowCount == 62_208)
        // Some 2 ms on an idle machine; the bound leaves room for busy ones.
        #expect(elapsed < .milliseconds(50))
    }
}
