import Foundation
import Hone
import HoneCore
import Testing

@Suite struct TrialVerdictTests {
    let bench: StudyBench

    init() throws { bench = try StudyBench() }

    private func failure(_ cause: AttemptEnd.Cause, stopped: TrialVerdict.StopCause? = nil) -> TrialFailure? {
        let verdict = TrialVerdict(
            collector: MetricCollector(objectives: [Objective(.minimize, "loss")]),
            files: AttemptFiles(trialDirectory: bench.folder, ordinal: 1))
        return verdict.outcome(of: AttemptEnd(cause, at: 1, peakMemory: 3 << 30), stopCause: stopped).failure
    }

    @Test func runningOutOfMemoryIsToldApartFromOtherKills() {
        let killed = failure(.signalled(number: SIGKILL, outOfMemory: true))
        #expect(killed?.reason == .outOfMemory)
        #expect(killed?.message.contains("3072 MiB") == true || killed?.message.contains("3070 MiB") == true)
        #expect(failure(.signalled(number: SIGKILL, outOfMemory: false))?.reason == .signal)
        #expect(failure(.signalled(number: SIGSEGV, outOfMemory: false))?.message.contains("SIGSEGV") == true)
    }

    @Test func whatStoppedATrialDecidesWhatBecomesOfIt() {
        #expect(failure(.stopped, stopped: .timeout(60))?.reason == .timeout)
        #expect(failure(.stopped, stopped: .timeout(60))?.message.contains("1:00") == true)
        #expect(failure(.stopped, stopped: .request)?.reason == .cancelled)
        #expect(failure(.stopped)?.message == "its supervisor was told to stop it")
    }
}
