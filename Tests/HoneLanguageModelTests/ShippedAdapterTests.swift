import Foundation
import HoneLanguageModel
import Testing

@Suite("The adapter that ships with Hone") struct ShippedAdapterTests {
    /// `Models/tabular` of this repository.
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Models/tabular")

    @Test(
        "scores rows as transformers and PEFT do through the documented lines",
        .enabled(if: BaseModelFile.isPresent, "needs the weights of make setup"))
    func scores() throws {
        let expected = try PEFTFixture.load().shipped
        let model = try AdaptedModel(base: LanguageModelFile(url: BaseModelFile.url), adapter: Self.folder)
        try #require(
            model.card?.weightsHash == expected.sha256, "another adapter ships now: run make_peft_fixtures.py again")
        let hidden = try InferencePass(model.transformer).hiddenStates(
            header: TransformerFixture.header(0), rows: TransformerFixture.rows(0), valueRows: model.valueRows)
        #expect(try PEFTFixture.largestDifference(model.logits(hidden), expected.scores) < 1e-3)
    }
}
