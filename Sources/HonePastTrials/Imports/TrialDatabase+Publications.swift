import Foundation
import HoneBase

extension TrialDatabase {
    /// Imports what others publish, out of the package's file.
    ///
    /// - Throws: `TrialDatabaseError` if the file is not the one that Hone knows, byte for byte.
    @discardableResult
    public func importPublication(_ publication: Publication, from path: String) throws -> ImportSummary {
        try Self.check(path, is: publication)
        let read = try publication.trials(in: path)
        var summary = try add(checked: read.entries)
        summary.notes = read.notes
        return summary
    }

    private static func check(_ path: String, is publication: Publication) throws(TrialDatabaseError) {
        let file: MappedFile
        do {
            file = try MappedFile(opening: URL(fileURLWithPath: path), remedy: "check the path")
        } catch {
            throw TrialDatabaseError(.badInput, place: path, problem: error.problem, remedy: error.remedy ?? "")
        }
        guard SHA256.hash(of: file.bytes).hexadecimal == publication.checksum else {
            throw TrialDatabaseError(
                .badInput, place: path,
                problem: "it is not the \(publication.fileName) that Hone knows: its SHA-256 is another",
                remedy: "get it again: hone db fetch \(publication.name) (nothing was imported)")
        }
    }
}
