import HoneCore

extension PastTask {
    static let studySource = "Hone study "

    /// The name of the study of Hone that the task was.
    var studyName: String? {
        source.hasPrefix(Self.studySource) ? String(source.dropFirst(Self.studySource.count)) : nil
    }
}
