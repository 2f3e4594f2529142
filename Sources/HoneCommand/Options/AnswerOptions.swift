import ArgumentParser
import Foundation
import HoneCore
import HoneKernels
import HoneLanguageModel

/// How a model's answer is drawn, held and ended.
struct AnswerOptions: ParsableArguments {
    /// How the weights are held, by the name that the command line gives it.
    enum Storage: String, ExpressibleByArgument, CaseIterable {
        case float, q8, stored

        var weights: WeightStorage {
            switch self {
            case .float: .float32
            case .q8: .int8
            case .stored: .asStored
            }
        }
    }

    @Option(help: ArgumentHelp("Most tokens to write.", valueName: "count"))
    var maxTokens = 256

    @Option(help: ArgumentHelp("How freely tokens are drawn; 0 takes the likeliest.", valueName: "number"))
    var temperature = 0.0

    @Option(help: ArgumentHelp("Draw among that many likeliest tokens; 0: all.", valueName: "count"))
    var topK = 0

    @Option(help: ArgumentHelp("Draw among the likeliest tokens that reach this probability.", valueName: "number"))
    var topP = 1.0

    @Option(
        help: ArgumentHelp("Draw among tokens at least this fraction as likely as the likeliest.", valueName: "number"))
    var minP = 0.0

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Texts that end the answer and are no part of it.", valueName: "text"))
    var stop: [String] = []

    @Option(
        help: ArgumentHelp(
            "Allow only JSON documents of the schema in this file (docs/models.md says which keywords).",
            valueName: "file"), completion: .file(extensions: ["json"]))
    var jsonSchema: String?

    @Option(
        help:
            "How the weights are held: float (exact), q8 (rounded to eight bits, quicker and smaller), stored (as the file has them)."
    )
    var storage = Storage.float

    func validate() throws {
        guard maxTokens >= 1 else { throw ValidationError("--max-tokens \(maxTokens) is below 1.") }
        guard temperature >= 0, temperature.isFinite else {
            throw ValidationError("--temperature \(temperature) is below 0.")
        }
        guard topK >= 0 else { throw ValidationError("--top-k \(topK) is below 0.") }
        guard topP > 0, topP <= 1 else { throw ValidationError("--top-p \(topP) is not above 0 and at most 1.") }
        guard minP >= 0, minP <= 1 else { throw ValidationError("--min-p \(minP) is not between 0 and 1.") }
        guard !stop.contains("") else { throw ValidationError("--stop is empty.") }
        guard jsonSchema == nil || stop.isEmpty else {
            throw ValidationError("--stop would cut the document that --json-schema asks for. Leave one of them out.")
        }
    }

    func options(seed: UInt64) throws -> TextGenerator.Options {
        TextGenerator.Options(
            maxTokens: maxTokens,
            sampling: Sampling(temperature: temperature, topP: topP, topK: topK, minP: minP, seed: seed),
            stopWords: stop)
    }

    /// The schema that the answer has to fit.
    func schema() throws -> (document: JSON, file: String)? {
        guard let jsonSchema else { return nil }
        guard let bytes = SmallFile.bytes(of: jsonSchema) else {
            throw FileError(
                path: jsonSchema, problem: "there is no such file, or it cannot be read",
                remedy: "name a file that holds a JSON schema")
        }
        do throws(JSONError) {
            return (try JSON(parsing: bytes), jsonSchema)
        } catch {
            let place = error.position(in: bytes)
            throw JSONSchemaError(
                place: "\(jsonSchema), line \(place.line), column \(place.column)", problem: error.problem,
                remedy: "write the schema as JSON")
        }
    }
}
