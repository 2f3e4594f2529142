import Foundation
import HoneBase
import HoneCore
import HoneKernels
import HoneReader
import HoneSearch
import Synchronization

/// A trained reader, ready to look at studies.
///
/// The language model is needed only for names that nobody has read yet; what was read is kept beside the scores. A class because of
/// what it keeps.
package final class ReaderModel: Sendable {
    /// SHA-256 of its weights.
    package let hash: String
    package let shape: ReaderShape
    private let packed: PackedWeights
    private let projections: [NameProjection.Kind: NameProjection]
    private let missing: NameVectors.Missing
    private let read: @Sendable ([NameVectors.Name]) throws -> [[Float]]
    private let cache: NameCache
    private let known = Mutex<[NameVectors.Name: [Float]]>([:])

    /// - Parameters:
    ///   - cacheFolder: where names' vectors are kept; nil for memory only.
    ///   - missing: what stands for names where none is read: what it was trained with.
    ///   - read: the language model's vectors of names.
    package init(
        _ file: ReaderFile, hash: String, cacheFolder: URL?, missing: NameVectors.Missing = .random(seed: 1),
        read: @escaping @Sendable ([NameVectors.Name]) throws -> [[Float]]
    ) {
        self.hash = hash
        shape = file.weights.shape
        packed = PackedWeights(file.weights)
        projections = file.projections
        self.missing = missing
        self.read = read
        cache = NameCache(
            cacheFolder?.appendingPathComponent("names-\(hash.prefix(16)).json"), width: file.weights.shape.nameWidth)
    }

    /// How the network sees a study.
    package func study(_ study: StudyDescription) throws -> ReaderStudy {
        let program = ProgramText(study).usual
        return ReaderStudy(
            study.space, program: program, facts: ReaderFacts.of(study.task, objective: study.objective),
            names: try names(StudyNames.of(study.space, program: program)), shape: shape)
    }

    package func scorer(_ study: ReaderStudy) throws -> ReaderScorer { try ReaderScorer(packed, study: study) }

    /// Vectors of names, read as far as they are not known. Without projections (a control) none is.
    private func names(_ wanted: [NameVectors.Name]) throws -> NameVectors {
        guard !projections.isEmpty else { return NameVectors(width: shape.nameWidth, missing: missing) }
        return try known.withLock { known in
            if known.isEmpty { known = cache.load() }
            let missing = Set(wanted).subtracting(known.keys).sorted { $0.text < $1.text }
            if !missing.isEmpty {
                for (name, vector) in zip(missing, try read(missing)) {
                    guard let projection = projections[name.kind], projection.inputs == vector.count else { continue }
                    known[name] = projection(vector)
                }
                cache.save(known)
            }
            return NameVectors(width: shape.nameWidth, vectors: known.filter { wanted.contains($0.key) })
        }
    }
}

extension NameVectors.Name {
    /// Which projection it takes.
    package var kind: NameProjection.Kind {
        switch self {
        case .program: .program
        case .parameter: .parameter
        case .choice: .choice
        }
    }
}
