import Foundation
import Hone
import HoneCore
import Testing

@Suite("Data that come with Hone")
struct KnownDataTests {
    @Test("The five families with their spaces and the objective")
    func families() throws {
        #expect(FamilySpace.known.keys.sorted() == ["lr", "mlp", "rf", "svm", "xgb"])
        #expect(SpacesDocument.known.objective == Objective(.minimize, "cv_error"))
        let svm = try #require(FamilySpace.known["svm"])
        #expect(svm.space["C"]?.domain == .float(low: 0x1p-10, high: 0x1p10, scale: .log, step: nil))
        #expect(svm.space["C"]?.defaultValue == 1.0)
        #expect(FamilySpace.known["rf"]?.space["max_depth"]?.defaultValue == 50)
    }

    @Test("The spaces of the many programs are read, with a line for every parameter")
    func programs() throws {
        let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../Data/programs/spaces.json")
        let families = try SpacesDocument(path: file.standardizedFileURL.path).families
        #expect(families.count > 300)
        let parameters = families.values.flatMap(\.space.parameters)
        #expect(parameters.count { $0.meaning != nil } > parameters.count * 9 / 10)
        let wrong = #"{"families": {"a": {"parameters": {"x": {"type": "int", "low": 1, "high": 2, "describe": 3}}}}}"#
        #expect(throws: TrialDatabaseError.self) {
            try DatabaseFixtures.withFile("spaces.json", wrong) { try SpacesDocument(path: $0) }
        }
    }

    @Test("Names of one dataset, and families of one kind")
    func names() {
        #expect(DatasetAliases.standard.areSame("german", "Credit-G"))
        #expect(DatasetAliases.standard.names(of: "digits").count == 3)
        #expect(FamilyGroups.areSame("mlp", "hpobench"))
        #expect(!FamilyGroups.areSame("mlp", "svm"))
    }
}
