import Foundation
import HoneBase
import HoneCore

#if canImport(Darwin)
    import Darwin
#endif

/// Makes ready the folder of an attempt that is about to be launched.
enum AttemptFolder {
    /// - Returns: where the attempt's files lie.
    /// - Throws: `AttemptFileError`.
    static func prepare(for request: AttemptRequest) throws(AttemptFileError) -> AttemptFiles {
        var files = request.files
        if mkdir(files.trialDirectory, 0o755) != 0 {
            if errno == EEXIST {
                files = files.located(token: request.token, earlier: request.earlierTokens)
                try check(SmallFile.makeFolder(files.trialDirectory), files.trialDirectory)
                // Launched a second time it is the supervisor's affair which of the two runs.
                if ControlFile(path: files.control)?.records.isEmpty == false { return files }
                try clear(files)
            } else {
                try check(SmallFile.makeFolder(files.trialDirectory), files.trialDirectory)
            }
        }
        try check(SmallFile.makeFolder(files.controlFolder), files.controlFolder)
        // Whole before the program is started, so that it never reads a part of it.
        try check(
            SmallFile.write(TrialParameters.json(request.configuration), to: files.parameters), files.parameters)
        return files
    }

    /// What is in the place of files that this attempt will write, left by whomever, must not be taken for its own.
    private static func clear(_ files: AttemptFiles) throws(AttemptFileError) {
        for path in [files.results, files.stop, files.parameters] where unlink(path) != 0 && errno != ENOENT {
            // A folder: moved aside, as it may hold somebody's work.
            let number = errno
            guard rename(path, "\(path).\(UInt32.random(in: 0...UInt32.max))") == 0 else {
                throw AttemptFileError(path: path, number: number)
            }
        }
    }

    private static func check(_ failure: Int32?, _ path: String) throws(AttemptFileError) {
        if let failure { throw AttemptFileError(path: path, number: failure) }
    }
}
