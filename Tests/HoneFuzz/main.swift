// Mutates model files and adapters, and reads and uses each mutant: crashes, hangs, errors that are not ours and memory
// beyond the file's own size are findings. Built with AddressSanitizer by `make fuzz`.
//
//     HoneFuzz TARGET [--seconds N] [--count N] [--seed S] [--from N] [--fixtures FOLDER] [--keep FOLDER]
//     HoneFuzz TARGET --only N --keep FOLDER     writes the files of one case to the folder and runs it

import Foundation
import HoneFuzzing

do {
    let options = try FuzzOptions(CommandLine.arguments.dropFirst())
    if options.isWorker {
        try FuzzWorker(options).run()
    } else if let number = options.only {
        try FuzzWorker(options).runOne(number)
    } else {
        exit(try FuzzSupervisor(options).run() ? 0 : 1)
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(2)
}
