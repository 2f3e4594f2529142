import Foundation
import HoneCore

/// What a study has in common with a family of past tasks: the program by its description, each parameter by name, kind, range
/// and scale. The order of parameters means nothing.
package struct ProgramMatch: Sendable, Hashable {
    /// A parameter of the study with the past one that it is.
    package struct Pair: Sendable, Hashable {
        package var ours: String
        package var theirs: String
        /// 1 for the same name (short forms spelled out), less for some words in common.
        package var name: Double
        /// Part of the study's range that past trials covered, 0...1; of choices, the part that was known.
        package var coverage: Double
        /// Whether a range is on the same scale, choices are choices.
        package var isSameKind: Bool

        var isSame: Bool { name >= Self.sameName && isSameKind }
        private static let sameName = 0.99
    }

    package let family: String
    /// The family's tasks.
    package let tasks: Int
    /// How alike the programs' descriptions are, 0...1; 1 for the same name.
    package let program: Double
    package let pairs: [Pair]
    /// Parameters of the study that no past trial varied, and past ones that the study does not have.
    package let unmatched: [String]
    package let missing: [String]
    /// Whether what the trials gave is of the same kind (a quality, a time, a size).
    package let isSameKindOfMetric: Bool
    package let isSameMetric: Bool

    /// Less than this in common is not a match of names.
    private static let leastName = 0.5

    package init(_ study: StudyDescription, _ family: FamilySummary) {
        self.init(
            study, family: family.family, program: family.program, space: family.space, objective: family.objective,
            tasks: family.tasks)
    }

    /// With a single past task, before anything is made of its trials.
    package init(_ study: StudyDescription, _ task: PastTask) {
        self.init(
            study, family: task.family, program: ProgramText(task).usual, space: task.space, objective: task.objective,
            tasks: 1)
    }

    private init(
        _ study: StudyDescription, family: String, program: String, space: SearchSpace, objective: Objective, tasks: Int
    ) {
        self.family = family
        self.tasks = tasks
        self.program = Self.programSimilarity(study, family, program)
        let ours = study.space.searched
        // What the study fixes is matched too: a past range may hold its value.
        var theirs = space.searched
        var pairs: [Pair] = []
        var unmatched: [String] = []
        // The surest pairs first, so that the order of parameters does not matter.
        var scored: [(ours: Int, theirs: String, score: Double)] = []
        for (index, parameter) in ours.enumerated() {
            for past in theirs {
                let score = NameWords.similarity(parameter.name, past.name)
                if score >= Self.leastName { scored.append((index, past.name, score)) }
            }
        }
        scored.sort { ($0.score, $1.theirs, $1.ours) > ($1.score, $0.theirs, $0.ours) }
        var done: Set<Int> = []
        for candidate in scored where !done.contains(candidate.ours) {
            guard let past = theirs.firstIndex(where: { $0.name == candidate.theirs }) else { continue }
            done.insert(candidate.ours)
            pairs.append(Self.pair(ours[candidate.ours], theirs.remove(at: past), name: candidate.score))
        }
        for (index, parameter) in ours.enumerated() where !done.contains(index) { unmatched.append(parameter.name) }
        self.pairs = pairs.sorted { $0.ours < $1.ours }
        self.unmatched = unmatched
        let fixed = Set(study.space.parameters.filter { !$0.domain.isSearched }.map(\.name))
        missing = theirs.map(\.name).filter { !fixed.contains($0) }
        isSameMetric = MetricName.areSame(study.objective, objective)
        isSameKindOfMetric = MetricName(study.objective.metric).kind == MetricName(objective.metric).kind
    }

    /// How much of both spaces is one, 0...1: matched parameters, by the part of the range that was covered, over all.
    package var space: Double {
        let all = pairs.count + max(unmatched.count, missing.count)
        guard all > 0 else { return 0 }
        let common = pairs.reduce(0.0) { $0 + $1.name * ($1.isSameKind ? 0.5 : 0.25) * (1 + $1.coverage) }
        return common / Double(all)
    }

    /// 0 for nothing in common, 1 for the same program, space and metric.
    package var likeness: Double {
        guard isSameKindOfMetric else { return 0 }
        // A space that is the same to the last name says which program it is, where the description does not.
        let spelled =
            unmatched.isEmpty && missing.isEmpty && pairs.count >= Self.tellingCount && pairs.allSatisfy(\.isSame)
        let program = max(program, spelled ? Self.spelledLikeness : 0)
        return (program * space).squareRoot() * (isSameMetric ? 1 : Self.otherMetric)
    }

    private static let tellingCount = 3
    private static let spelledLikeness = 0.6
    private static let otherMetric = 0.85

    /// Whether past trials can be placed in the study's space: the same program, and most of its parameters.
    package var isUsable: Bool {
        likeness >= Self.leastLikeness && pairs.filter(\.isSame).count * 2 > pairs.count + unmatched.count
    }

    private static let leastLikeness = 0.5

    private static func programSimilarity(_ study: StudyDescription, _ family: String, _ program: String) -> Double {
        if let model = study.task.model?.lowercased(), model == family.lowercased() { return 1 }
        if study.task.model == nil, study.name == family { return 1 }
        let variants = ProgramText(study).variants
        return variants.map { NameWords.similarity($0, program) }.max() ?? 0
    }

    private static func pair(_ ours: Parameter, _ theirs: Parameter, name: Double) -> Pair {
        let isSameKind =
            ours.domain.isCategorical == theirs.domain.isCategorical
            && (ours.domain.items == nil) == (theirs.domain.items == nil)
            || ours.domain.areNumbers
                && theirs.domain.areNumbers
        return Pair(
            ours: ours.name, theirs: theirs.name, name: name,
            coverage: ours.domain.coverage(by: theirs.domain), isSameKind: isSameKind)
    }
}
