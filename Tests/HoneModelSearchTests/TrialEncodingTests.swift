import HoneCore
import HoneModelSearch
import HoneSearch
import Testing

@Suite("Trials as rows")
struct TrialEncodingTests {
    private func space(_ parameters: [Parameter]) throws -> SearchSpace { try SearchSpace(parameters) }

    @Test("A number becomes its place on the parameter's scale in hundredths")
    func numbers() throws {
        let encoding = TrialEncoding(
            try space([
                Parameter("lr", .float(low: 1e-5, high: 1, scale: .log, step: nil)),
                Parameter("depth", .int(low: 1, high: 3, scale: .linear, step: nil)),
                Parameter("width", .ordinal([16, 64, 256], scale: .log)),
                Parameter("size", .ordinal([1, 10, 1000], scale: nil)),
            ]))
        let row = try encoding.row(["lr": 1e-5, "depth": 2, "width": 64, "size": 10])
        // 0.5 * 99 + 0.5 = 50.
        #expect(row == [.value(0), .value(50), .value(50), .value(50)])
        #expect(
            try encoding.row(["lr": 1.0, "depth": 3, "width": 256, "size": 1000]) == [
                .value(99), .value(99), .value(99), .value(99),
            ])
        #expect(
            try encoding.row(["lr": 1e-3, "depth": 1, "width": 16, "size": 1]) == [
                .value(40), .value(0), .value(0), .value(0),
            ])
    }

    @Test("A choice becomes the code that the header declares for it")
    func choices() throws {
        let operations: [ParameterValue] = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]
        let encoding = TrialEncoding(
            try space([
                Parameter("op0", .categorical(operations)), Parameter("op1", .categorical(operations)),
                Parameter("warm", .categorical([.bool(true), .bool(false)])),
            ]))
        #expect(
            try encoding.row(["op0": "nor_conv_3x3", "op1": "none", "warm": .bool(false)]) == [
                .code("3"), .code("n"), .code("f"),
            ])
        #expect(
            encoding.declaration
                == "op0 op1 n=none/s=skip_connect/1=nor_conv_1x1/3=nor_conv_3x3/a=avg_pool_3x3, warm t=true/f=false")
    }

    @Test("An inactive parameter is a dash, a fixed one is left out")
    func conditions() throws {
        let encoding = TrialEncoding(
            try space([
                Parameter("opt", .categorical(["adam", "sgd"])),
                Parameter(
                    "momentum", .float(low: 0, high: 0.99, scale: .linear, step: nil),
                    if: [Condition(parent: "opt", values: ["sgd"])]),
                Parameter("epochs", .fixed(10)),
            ]))
        #expect(try encoding.row(["opt": "adam", "epochs": 10]) == [.code("a"), .inactive])
        #expect(try encoding.row(["opt": "sgd", "momentum": 0.99, "epochs": 10]) == [.code("s"), .value(99)])
    }

    @Test("A value outside its domain is an error that names parameter and value")
    func outside() throws {
        let encoding = TrialEncoding(try space([Parameter("depth", .int(low: 1, high: 3, scale: .linear, step: nil))]))
        let error = #expect(throws: RowEncodingError.self) { try encoding.row(["depth": 9]) }
        #expect(error?.description.contains("depth") == true)
        #expect(error?.description.contains("9") == true)
    }
}

@Suite("Codes for choices")
struct ChoiceCodesTests {
    @Test("Choices that begin alike get characters that tell them apart")
    func collisions() throws {
        #expect(ChoiceCodes.assign(["cosine", "const"]) == ["c", "t"])
        #expect(ChoiceCodes.assign(["relu", "tanh", "sigmoid"]) == ["r", "t", "s"])
        #expect(ChoiceCodes.assign(["aa", "aaa", "aaaa"])?.count == 3)
    }

    @Test("All codes of a list differ, whatever the choices are called")
    func distinct() throws {
        let lists = [["+", "-", "*"], ["x", "X", "xx"], (0..<62).map { "choice \($0)" }, ["", " ", "a"]]
        for choices in lists {
            let codes = try #require(ChoiceCodes.assign(choices))
            #expect(codes.count == choices.count)
            #expect(Set(codes).count == choices.count)
            #expect(codes.allSatisfy { $0.isASCII && $0 != "-" && $0 != ":" })
        }
    }

    @Test("More choices than characters have no codes and are written by place instead")
    func tooMany() throws {
        let choices = (0..<80).map { ParameterValue.string("c\($0)") }
        #expect(ChoiceCodes.assign(choices.map(\.description)) == nil)
        let encoding = TrialEncoding(try SearchSpace([Parameter("c", .categorical(choices))]))
        #expect(try encoding.row(["c": "c79"]) == [.value(99)])
    }
}
