import Foundation
import HoneBase

extension ModelFileError {
    /// A file of a model that cannot be opened, read or written.
    init(_ error: FileError) {
        self.init(
            .unreadable, file: error.path, place: "", problem: error.problem, remedy: error.remedy ?? "",
            fault: error.fault)
    }
}

extension MappedFile {
    /// Maps a regular file of a model.
    ///
    /// - Throws: `ModelFileError` (`unreadable`) if it cannot be opened or is not a regular file.
    package convenience init(url: URL, remedy: String) throws(ModelFileError) {
        do {
            try self.init(opening: url, remedy: remedy)
        } catch {
            throw ModelFileError(error)
        }
    }
}

extension AtomicFile {
    /// Writes a file of a model in one step.
    ///
    /// - Throws: `ModelFileError` (`unreadable`) naming file, reason and remedy; nothing is left behind.
    package static func write(_ data: Data, to url: URL) throws(ModelFileError) {
        do {
            try replace(url, with: data)
        } catch {
            throw ModelFileError(error)
        }
    }
}
