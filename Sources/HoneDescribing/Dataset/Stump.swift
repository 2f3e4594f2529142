/// One question about one feature - is it at most so much, is it this text - and an answer for yes and for no.
struct Stump {
    private var feature = 0
    /// Values up to here, or equal to it, are answered with `yes`.
    private var threshold = Double.infinity
    private var yes = 0.0
    private var no = 0.0

    /// What is known of the targets of some rows: enough for the best answer to all of them and for its error.
    private struct Group {
        var counts: [Double]
        var sum = 0.0
        var squares = 0.0
        var rows = 0.0

        init(classes: Int) { counts = Array(repeating: 0, count: classes) }

        mutating func add(_ target: Double, _ sign: Double) {
            rows += sign
            if counts.isEmpty {
                sum += sign * target
                squares += sign * target * target
            } else {
                counts[Int(target)] += sign
            }
        }

        /// The most frequent class, or the mean.
        var answer: Double {
            guard !counts.isEmpty else { return rows > 0 ? sum / rows : 0 }
            return Double(counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0)
        }

        var error: Double {
            guard !counts.isEmpty else { return rows > 0 ? squares - sum * sum / rows : 0 }
            return rows - (counts.max() ?? 0)
        }
    }

    /// The question with the fewest errors on these rows; the first of equals.
    init(_ table: LandmarkTable, rows: [Int]) {
        var all = Group(classes: table.classes)
        for row in rows { all.add(table.targets[row], 1) }
        (yes, no) = (all.answer, all.answer)
        var best = all.error
        for (index, feature) in table.features.enumerated() {
            let known = rows.filter { !feature.values[$0].isNaN }.sorted { feature.values[$0] < feature.values[$1] }
            var (inside, outside) = (Group(classes: table.classes), all)
            for (place, row) in known.enumerated() {
                let value = feature.values[row]
                inside.add(table.targets[row], 1)
                outside.add(table.targets[row], -1)
                let next = place + 1 < known.count ? feature.values[known[place + 1]] : .infinity
                guard next != value else { continue }
                if inside.error + outside.error < best {
                    best = inside.error + outside.error
                    self.feature = index
                    threshold = feature.isNumeric && next.isFinite ? (value + next) / 2 : value
                    (yes, no) = (inside.answer, outside.answer)
                }
                // Each text is asked about alone.
                if !feature.isNumeric { (inside, outside) = (Group(classes: table.classes), all) }
            }
        }
    }

    func error(on table: LandmarkTable, rows: [Int]) -> Double? {
        guard let asked = table.features.indices.contains(feature) ? table.features[feature] : nil else { return nil }
        let answers = rows.map { row in
            let value = asked.values[row]
            return (asked.isNumeric ? value <= threshold : value == threshold) ? yes : no
        }
        return Landmarks.error(answers, rows.map { table.targets[$0] }, isClassification: table.classes > 0)
    }
}
