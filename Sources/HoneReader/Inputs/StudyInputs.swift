/// What studies say of themselves, side by side, as the network's layers take it.
struct StudyInputs {
    /// `[parameters, nameWidth]` and so on, row major.
    private(set) var names: [Float] = []
    private(set) var identities: [Float] = []
    private(set) var ranges: [Float] = []
    private(set) var choiceNames: [Float] = []
    private(set) var choiceIdentities: [Float] = []
    private(set) var programs: [Float] = []
    private(set) var facts: [Float] = []
    /// Each parameter's study.
    private(set) var studies: [Int32] = []
    /// Number of each study's first parameter; and of each parameter's first choice.
    private(set) var firstParameters: [Int] = []
    private(set) var firstChoices: [Int] = []
    private var choices = 0

    init(_ studies: [ReaderStudy]) { for study in studies { append(study) } }

    private mutating func append(_ study: ReaderStudy) {
        firstParameters.append(self.studies.count)
        for parameter in study.parameters {
            self.studies.append(Int32(firstParameters.count - 1))
            names += parameter.vector
            identities += parameter.identity
            ranges += parameter.range
            firstChoices.append(choices)
            choices += parameter.choices.count
            for choice in parameter.choices {
                choiceNames += choice.vector
                choiceIdentities += choice.identity
            }
        }
        programs += study.program
        facts += study.facts
    }
}
