import ArgumentParser
import Hone
import HoneCore

/// The options that describe a study: shared by all commands that can begin one.
struct DescriptionOptions: ParsableArguments {
    @Option(
        name: [.customShort("p"), .customLong("param")], parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "A parameter: lr=1e-5:1e-1:log, layers=1:8, opt=adam,sgd; suffixes :log :int :float :step=S :ordinal :permutation :fixed :default=V :describe=TEXT; parts that add up to 1: mix=water,oil,salt:simplex.",
            valueName: "name=values"))
    var parameters: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "The metric that should become small; several times for several objectives.",
            valueName: "metric"))
    var minimize: [String] = []

    @Option(
        parsing: .singleValue, help: ArgumentHelp("The metric that should become large.", valueName: "metric"))
    var maximize: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A bound on a reported metric that good trials keep: \"latency <= 50\".", valueName: "metric<=bound"))
    var subjectTo: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "What is tuned: model=mlp,dataset=digits, and facts: rows=1797,features=64,classes=10.",
            valueName: "name=value,..."))
    var task: [String] = []

    @Option(
        help: ArgumentHelp("What the program does, in words; the language model reads it.", valueName: "text"))
    var context: String?

    @Option(
        help: ArgumentHelp(
            "What gives up trials whose reported steps are worse than others': \(PrunerKind.names.joined(separator: ", ")), with settings as in hyperband:min=1,max=50; none for no pruner.",
            valueName: "name:key=number,..."))
    var pruner: String?

    @Option(
        help: ArgumentHelp(
            "Runs of a promising configuration at most, over the seeds or folds in HONE_REPEAT (default: 1).",
            valueName: "count"))
    var repeats: Int?

    @Option(help: ArgumentHelp("The study's name (default: from the program's).", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "Who chooses the trials: \(OptimizerNames.available.joined(separator: ", ")) (default: auto).",
            valueName: "name"),
        completion: .list(OptimizerNames.available))
    var optimizer: String?

    @Option(
        help: ArgumentHelp(
            "The reader or adapter that lm asks: a name or a folder (default: what hone learn made, else the reader that ships with Hone).",
            valueName: "name"))
    var adapter: String?

    @Option(
        help: ArgumentHelp(
            "A regular expression that finds the objective in the output; its first group is the number.",
            valueName: "regex"))
    var metricRegex: String?

    @Flag(name: .customLong("no-default"), help: "Do not try the parameters' defaults first.")
    var noDefault = false

    @Flag(name: .customLong("no-append"), help: "Do not append --NAME=VALUE for each parameter to the command.")
    var noAppend = false

    /// Whether any of the options was given.
    var isEmpty: Bool {
        parameters.isEmpty && minimize.isEmpty && maximize.isEmpty && name == nil && optimizer == nil
            && subjectTo.isEmpty && pruner == nil && repeats == nil && metricRegex == nil && !noDefault && !noAppend
            && task.isEmpty
            && context == nil
    }

    /// What makes the study's optimiser.
    var optimizers: StudyOptimizers { StudyOptimizers(adapter: adapter) }

    /// The file's draft with the flags over it.
    func draft(file: String?, command: [String], seed: UInt64?) throws -> StudyDraft {
        var draft = try file.map { path throws(DescriptionError) in try StudyFile.read(path: path) } ?? StudyDraft()
        if !command.isEmpty { draft.command = command }
        let objectives = try objectives()
        if !objectives.isEmpty {
            draft.setObjectives(objectives, place: minimize.isEmpty ? "--maximize" : "--minimize")
        }
        if let pruner { draft.pruner = try StudyFilePruner.parse(pruner, place: "--pruner") }
        if let repeats { draft.setRepeats(repeats, place: "--repeats") }
        for text in subjectTo { try draft.addMetricConstraint(text, place: "--subject-to") }
        for text in parameters {
            if let mixture = try MixtureFlag(parsing: text) {
                try draft.add(mixture)
                continue
            }
            let flag = try ParameterFlag(parsing: text)
            if let remark = flag.remark { Console.note("note: \(remark)") }
            try draft.add(flag)
        }
        try describe(&draft)
        if let name {
            try StudyName.check(name, place: "--name")
            draft.name = name
        }
        if let optimizer { draft.setOptimizer(optimizer, place: "--optimizer") }
        if let metricRegex {
            try MetricPattern.check(metricRegex, place: "--metric-regex")
            draft.running.metricRegex = metricRegex
        }
        if noDefault { draft.usesDefault = false }
        if noAppend { draft.running.appendsParameters = false }
        if let seed { draft.seed = seed }
        return draft
    }

    /// What the study says of itself in words and facts.
    private func describe(_ draft: inout StudyDraft) throws {
        for text in task {
            let flag = try TaskFlag(parsing: text)
            if let remark = flag.remark { Console.note("note: \(remark)") }
            draft.add(flag)
        }
        if let context { draft.context = context.isEmpty ? nil : context }
    }

    private func objectives() throws -> [Objective] {
        for metric in minimize { try MetricName.check(metric, place: "--minimize") }
        for metric in maximize { try MetricName.check(metric, place: "--maximize") }
        return minimize.map { Objective(.minimize, $0) } + maximize.map { Objective(.maximize, $0) }
    }
}
