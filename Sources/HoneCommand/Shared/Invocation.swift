import Foundation

/// Commands of this tool as the user can type them here: with the path that was used to start it and the store in use.
struct Invocation {
    /// `hone`, or `.build/release/hone` where that was typed.
    var program: String
    /// The store's option, where the default would miss it.
    var storeOption: [String]

    init(store: String? = nil) {
        program = CommandLine.arguments.first ?? "hone"
        storeOption = store.map { ["--store", $0] } ?? []
    }

    /// `hone show digits-mlp --trial 31`, quoted for a shell.
    func text(_ arguments: String...) -> String {
        ([program] + arguments + storeOption).map(Self.quoted).joined(separator: " ")
    }

    /// How a study goes on that has so many finished trials: twice as many, at least ten more.
    func goingOn(with study: String, after finished: Int) -> String {
        text("run", "--resume", study, "-n", String(finished + max(10, finished)))
    }

    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-./=:,+@%~".unicodeScalars.contains($0)
            }
        return isPlain ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}
