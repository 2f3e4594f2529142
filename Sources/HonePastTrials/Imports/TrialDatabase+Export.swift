import Foundation
import HoneCore

extension TrialDatabase {
    /// Writes tasks and trials as JSON Lines that `importFile` reads back, in an order that does not depend on how they
    /// came into the database.
    ///
    /// - Parameter write: is handed one line at a time, without its end.
    public func export(leavingOut leaveOuts: [LeaveOut] = [], to write: (String) throws -> Void) throws {
        let snapshot = try snapshot(leavingOut: leaveOuts)
        try write(ExportedTrials.header)
        for entry in snapshot.entries {
            try write(try ExportedTrials.line(entry.task))
            for trial in entry.trials { try write(ExportedTrials.line(trial, of: entry.task)) }
        }
    }
}
