import Foundation
import Hone
import HoneCore
import Testing

@Suite struct ProgramLookupTests {
    let bench: StudyBench

    init() throws { bench = try StudyBench() }

    private func message(_ program: String) -> String {
        do {
            return "found " + (try ProgramLookup.resolve(program, workingDirectory: bench.folder))
        } catch {
            return error.description
        }
    }

    @Test func aProgramIsFoundInPathAndByPath() throws {
        #expect(message("sh").hasPrefix("found /"))
        try bench.write("tool", "#!/bin/sh\n")
        #expect(message("./tool") == "found \(bench.folder)/./tool")
    }

    @Test func aMissingProgramNamesTheRemedy() throws {
        #expect(
            message("no-such-program")
                == "no-such-program: there is no such program; install it, or write its path; PATH was searched")
        #expect(message("./none").contains("check the path; it starts from \(bench.folder)"))
        #expect(message("python train.py").contains("not split at blanks"))
        #expect(message("").contains("begins with an empty word"))
        try bench.write("tool", "#!/bin/sh\n")
        #expect(message("tool").contains("write ./tool"))
    }

    @Test func aFileThatMayNotBeExecutedNamesTheRemedy() throws {
        try bench.write("train.py", "print(1)\n")
        #expect(
            message("./train.py")
                == "./train.py: the file may not be executed; write python3 ./train.py, or make it executable: chmod +x ./train.py"
        )
        #expect(message(bench.folder).contains("this is a folder"))
    }
}
