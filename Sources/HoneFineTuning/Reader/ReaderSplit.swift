import HoneBase
import HonePastTrials
import HoneReader

/// Which tasks watch a reader's training: all of some programs, and all on some datasets. Decided by hashes of their names, so that
/// the same ones watch every training.
struct ReaderSplit {
    /// Trained on.
    var training: [Int] = []
    /// Of programs that are not trained on.
    var unseenPrograms: [Int] = []
    /// Of programs that are trained on, on datasets that are not.
    var unseenDatasets: [Int] = []

    /// Shares that are held out.
    private static let programShare = 0.08
    private static let datasetShare = 0.08

    /// Everything is trained on.
    init(training: [Int]) { self.training = training }

    /// - Parameters:
    ///   - groups: what data each task is on, nil where that is not known.
    ///   - holdsOutPrograms: false where others were chosen already.
    init(programs: [String], groups: [String?], holdsOutPrograms: Bool = true) {
        for index in programs.indices {
            if holdsOutPrograms, Self.place("program " + programs[index]) < Self.programShare {
                unseenPrograms.append(index)
            } else if let group = groups[index], Self.place("dataset " + group) < Self.datasetShare {
                unseenDatasets.append(index)
            } else {
                training.append(index)
            }
        }
        // Everything watches where there is too little.
        if training.isEmpty { (training, unseenPrograms, unseenDatasets) = (Array(programs.indices), [], []) }
    }

    /// 0...1 by hash.
    private static func place(_ text: String) -> Double {
        let digits = SHA256.hash(of: Array(text.utf8)).hexadecimal.prefix(8)
        return Double(UInt32(digits, radix: 16) ?? 0) / Double(UInt32.max)
    }
}
