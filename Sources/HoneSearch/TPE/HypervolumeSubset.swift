import HoneNumerics

/// Which few vectors of a front dominate most together.
enum HypervolumeSubset {
    /// The indices of `count` vectors, each chosen as the one that adds the most hypervolume to those before it: at least 63 % of
    /// what the best choice would dominate (Guerreiro, Fonseca and Paquete, "Greedy hypervolume subset selection in low
    /// dimensions", 2016).
    ///
    /// What a vector adds can only fall while others join, so those that added too little already are not asked again.
    ///
    /// - Parameters:
    ///   - vectors: minimised values.
    ///   - reference: what bounds the volume.
    static func indices(of vectors: [[Double]], count: Int, reference: [Double]) -> [Int] {
        var gains = vectors.map { zip(reference, $0).reduce(1) { $0 * max($1.0 - $1.1, 0) } }
        var left = Array(vectors.indices)
        var chosen: [Int] = []
        var members: [[Double]] = []
        while chosen.count < count, !left.isEmpty {
            var best = (place: 0, gain: -Double.infinity)
            for place in left.indices.sorted(by: { (-gains[left[$0]], left[$0]) < (-gains[left[$1]], left[$1]) }) {
                let index = left[place]
                guard gains[index] > best.gain else { break }
                if !members.isEmpty {
                    gains[index] = Hypervolume.improvement(by: vectors[index], over: members, reference: reference)
                }
                if gains[index] > best.gain { best = (place, gains[index]) }
            }
            let index = left.remove(at: best.place)
            chosen.append(index)
            members.append(vectors[index])
        }
        return chosen
    }

    /// A reference point a little worse than the worst of some vectors in each objective.
    static func reference(for vectors: [[Double]]) -> [Double] {
        guard let first = vectors.first else { return [] }
        return first.indices.map { objective in
            let worst = vectors.map { $0[objective] }.max() ?? 0
            let beyond = max(1.1 * worst, 0.9 * worst)
            return beyond == 0 ? 1e-12 : beyond
        }
    }
}
