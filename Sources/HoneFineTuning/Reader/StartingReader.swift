import Foundation
import HoneReader

/// A reader that a training goes on from, instead of from random weights. What it makes of names stays as it is: only the network
/// learns.
package struct StartingReader: Sendable {
    package var record: ReaderRecord
    let file: ReaderFile

    /// - Throws: `ReaderError` or `FineTuningError.damagedRecord`, naming the file.
    package init(contentsOf folder: URL) throws {
        record = try ReaderRecord(contentsOf: folder)
        file = try ReaderFile(reading: folder.appendingPathComponent(ReaderLibrary.weightsName))
    }
}
