/// Trials as tokens, one for each parameter of each trial; no padding between trials of different width.
struct TokenInputs {
    /// `[tokens, shape.valueFeatures]`, row major.
    private(set) var features: [Float] = []
    /// Each token's parameter, choice (-1: none) and trial, as numbered in the pass.
    private(set) var parameters: [Int32] = []
    private(set) var choices: [Int32] = []
    private(set) var trials: [Int32] = []
    /// First token of each trial, and the end.
    private(set) var starts: [Int] = [0]
    /// Each trial's study.
    private(set) var studies: [Int32] = []
    private let shape: ReaderShape

    init(_ shape: ReaderShape) { self.shape = shape }

    var trialCount: Int { studies.count }

    /// Appends trials of one study.
    ///
    /// - Parameters:
    ///   - number: the study's among `inputs`.
    mutating func append(
        _ trials: some Collection<ReaderTrial>, of study: ReaderStudy, number: Int, in inputs: StudyInputs
    ) {
        let width = shape.valueFeatures
        let count = study.parameters.count
        let first = inputs.firstParameters[number]
        let start = features.count
        features.append(contentsOf: repeatElement(0, count: trials.count * count * width))
        features.withUnsafeMutableBufferPointer { buffer in
            guard var target = buffer.baseAddress.map({ $0 + start }) else { return }
            for trial in trials {
                for (value, parameter) in zip(trial.values, study.parameters) {
                    ValueFeatures.write(value, from: parameter.defaultValue, shape: shape, to: target)
                    target += width
                }
            }
        }
        for trial in trials {
            for (index, value) in trial.values.enumerated() {
                parameters.append(Int32(first + index))
                choices.append(value.choice < 0 ? -1 : Int32(inputs.firstChoices[first + index]) + value.choice)
                self.trials.append(Int32(studies.count))
            }
            starts.append(parameters.count)
            studies.append(Int32(number))
        }
    }
}
