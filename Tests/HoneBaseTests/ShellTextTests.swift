import Foundation
import HoneBase
import Testing

@Suite("Words quoted for a shell") struct ShellTextTests {
    @Test(
        "are the same words behind it",
        arguments: ["plain", "a b", "it's", "", "$HOME", "~", "*", "a\nb", "é", "--lr=1e-3", "'", "\\"])
    func roundTrip(word: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "printf %s \(ShellText.quoted(word))"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(String(decoding: output, as: UTF8.self) == word)
    }

    @Test("stay as they are where a shell reads nothing into them")
    func plain() {
        #expect(ShellText.command(["python", "train.py", "--lr=1e-3", "a b"]) == "python train.py --lr=1e-3 'a b'")
    }
}
