import HoneReader

extension ReaderRun {
    /// The seed of a control's random vectors.
    package static let controlSeed: UInt64 = 1
}

extension ReaderRecord {
    /// What stands for names where none is read: what stood for them in the training. Older records do not say; random vectors were the
    /// usual control.
    var missingNames: NameVectors.Missing {
        control == NameVectors.Missing.zeros.name ? .zeros : .random(seed: ReaderRun.controlSeed)
    }
}

extension NameVectors.Missing {
    /// As `--control` and records call it.
    var name: String {
        switch self {
        case .zeros: "none"
        case .random: "random"
        }
    }
}
