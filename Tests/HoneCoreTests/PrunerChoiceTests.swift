import Foundation
import HoneCore
import Testing

struct PrunerChoiceTests {
    private static func problem(_ name: String, _ settings: [String: ParameterValue], wrapped: PrunerChoice? = nil)
        -> String?
    {
        do {
            _ = try PrunerChoice(name: name, settings: settings, wrapped: wrapped)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func whatWasGivenIsKeptAndTheRestHasItsUsualValue() throws {
        let choice = try PrunerChoice(name: "hyperband", settings: ["min": 2, "max": 50])
        #expect(choice.whole("min") == 2 && choice.whole("max") == 50)
        #expect(choice.number("factor") == 3)
        #expect(choice.settings == ["min": 2, "max": 50])
        #expect(try PrunerChoice(name: "halving").number("min") == nil)
    }

    @Test func theCodedFormIsAnObjectOfNameAndSettings() throws {
        let text = #"{"name":"patient","patience":3,"delta":0.5,"of":{"name":"asha","max":9,"factor":2.5}}"#
        let choice = try JSONDecoder().decode(PrunerChoice.self, from: Data(text.utf8))
        #expect(choice.kind == .patient && choice.wrapped?.kind == .asha)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let written = try encoder.encode(choice)
        #expect(
            String(decoding: written, as: UTF8.self)
                == #"{"delta":0.5,"name":"patient","of":{"factor":2.5,"max":9,"name":"asha"},"patience":3}"#)
        #expect(try JSONDecoder().decode(PrunerChoice.self, from: written) == choice)
    }

    @Test func mistakesAreNamedWithTheirPlace() throws {
        #expect(Self.problem("medain", [:]) == "pruner: there is none called medain; did you mean median?")
        #expect(Self.problem("asha", ["mx": 3]) == "pruner asha, mx: there is no such setting; did you mean max?")
        #expect(Self.problem("percentile", [:]) == "pruner percentile, percent: it is missing")
        #expect(
            Self.problem("percentile", ["percent": 101])
                == "pruner percentile, percent: 101 must be between 0 and 100")
        #expect(Self.problem("median", ["startup": 2.5]) == "pruner median, startup: 2.5 is not a whole number")
        #expect(Self.problem("median", ["interval": 0]) == "pruner median, interval: 0 must be at least 1")
        #expect(Self.problem("median", ["warmup": "ten"]) == "pruner median, warmup: ten is not a number")
        #expect(
            Self.problem("hyperband", ["min": 9, "max": 3])
                == "pruner hyperband, max: 3 must be above min, which is 9")
        #expect(Self.problem("threshold", [:]) == "pruner threshold, lower: lower, upper or both must be there")
        #expect(
            Self.problem("threshold", ["lower": 2, "upper": 1])
                == "pruner threshold, lower: 2 is above upper, which is 1")
        let median = try PrunerChoice(name: "median")
        #expect(Self.problem("asha", [:], wrapped: median) == "pruner asha, of: only patient asks another pruner")
    }

    @Test func settingsThatAreRequiredOrNotAreOnlyThose() throws {
        for kind in PrunerKind.allCases {
            for setting in kind.settings {
                guard case .usually(let usual) = setting.presence else { continue }
                #expect(setting.range.contains(usual), "\(kind) \(setting.key)")
            }
            #expect(Set(kind.settings.map(\.key)).count == kind.settings.count)
        }
    }
}
