import ArgumentParser
import Foundation
import HoneCore
import HoneLanguageModel

/// `hone model generate`: an answer of a language model on this machine, as it is written.
struct ModelGenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write text with a language model.",
        discussion: """
            hone model generate "Tune the learning rate by"
            hone model generate --chat "Which optimiser suits a small network?"
            echo '[{"role": "user", "content": "Hello"}]' | hone model generate --chat
            hone model generate --user "Propose a trial." --json-schema trial.json

            The same seed, model and prompt give the same text; without --temperature the likeliest token is taken every time.
            """)

    @Argument(
        help: ArgumentHelp(
            "A model by its name or path (default: the model that Hone uses), and the prompt; - reads the prompt from standard input.",
            valueName: "model-and-prompt"))
    var words: [String] = []

    @OptionGroup(title: "The conversation") var conversation: ConversationOptions

    @OptionGroup(title: "The answer") var answer: AnswerOptions

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard words.count <= 2 else {
            throw ValidationError("There are \(words.count) words; put the prompt in quotes, behind the model's name.")
        }
        try answer.validate()
    }

    func run() async throws {
        let request = try conversation.request(words)
        let options = try answer.options(seed: common.seed ?? 0)
        let schema = try answer.schema()
        let file = try LanguageModelFile(url: try ModelLibrary().existing(request.model))
        let generator = try TextGenerator(file, storage: answer.storage.weights)
        let prompt = try request.tokens(file, generator.tokenizer)
        var complete = options
        if let schema {
            complete.constraint = try .json(
                schema: schema.document, file: schema.file, tokenizer: generator.tokenizer)
        }
        let cancellation = TextGenerator.Cancellation()
        let watch = InterruptWatch { _ in cancellation.cancel() }
        defer { watch.stop() }
        var view = AnswerView(isJSON: common.json, isQuiet: common.quiet)
        for try await event in generator.stream(prompt, options: complete, cancellation: cancellation) {
            switch event {
            case .text(let text): view.show(text)
            case .answer(let answer): try view.finish(answer, model: file.name)
            }
        }
        if schema != nil, let ending = view.ending, ending == .length || ending == .cancelled {
            throw CommandFailure.failed(
                ending == .cancelled
                    ? "the answer was interrupted: it is no whole document of the schema"
                    : "the answer is no whole document of the schema; raise --max-tokens \(options.maxTokens)")
        }
    }
}
