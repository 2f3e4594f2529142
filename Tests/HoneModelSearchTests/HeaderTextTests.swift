import HoneCore
import HoneModelSearch
import HoneSearch
import Testing

@Suite("What the model reads first")
struct HeaderTextTests {
    private func space() throws -> SearchSpace {
        try SearchSpace([
            Parameter("alpha", .float(low: 1e-8, high: 1, scale: .log, step: nil)),
            Parameter("width", .int(low: 16, high: 1024, scale: .log, step: nil)),
        ])
    }

    @Test("Program, facts and every parameter with scale and range stand in the header")
    func wholeText() throws {
        let task = PastTask(
            id: "t/mlp/vehicle", family: "mlp",
            task: TaskDescription(
                model: "mlp", dataset: "vehicle",
                facts: ["classes": 4, "rows": 846, "features": 18, "majority": 0.25]),
            summary: "multilayer perceptron", space: try space(), objective: Objective(.minimize, "error"), source: "t")
        let header = HeaderText(task)
        #expect(
            header.text()
                == "mlp, multilayer perceptron: 846 rows, 18 features, 4 classes. Parameters: alpha log 1e-08..1, width log 16..1.02e+03.\n"
        )
        #expect(
            header.text(withFacts: false)
                == "mlp, multilayer perceptron. Parameters: alpha log 1e-08..1, width log 16..1.02e+03.\n")
    }

    @Test("The dataset's name is taken out of what a user wrote", arguments: ["digits", "Digits"])
    func namesAreHidden(name: String) throws {
        let study = StudyDescription(
            name: "digits-mlp", objectives: [Objective(.minimize, "loss")],
            task: TaskDescription(model: "mlp", dataset: name, facts: ["rows": 1797]),
            context: "MLP classifier on scikit-learn's digits", space: try space())
        let text = HeaderText(study).text()
        #expect(!text.lowercased().contains("digits"))
        #expect(text.hasPrefix("MLP classifier on scikit-learn's data: 1797 rows."))
    }

    @Test("Descriptions of parameters leave the header as it is, with which the adapters were trained")
    func descriptionsStayOut() throws {
        func study(_ space: SearchSpace) -> StudyDescription {
            StudyDescription(name: "s", objectives: [Objective(.minimize, "loss")], space: space)
        }
        let plain = try space()
        let described = try SearchSpace(plain.parameters.map { $0.describe("what \($0.name) does") })
        #expect(described != plain)
        #expect(HeaderText(study(described)) == HeaderText(study(plain)))
    }

    @Test("A study that says nothing of itself still has a header")
    func bareStudy() throws {
        let study = StudyDescription(name: "s", objectives: [Objective(.minimize, "loss")], space: try space())
        #expect(HeaderText(study).text().hasPrefix("program. Parameters: alpha log"))
    }
}
