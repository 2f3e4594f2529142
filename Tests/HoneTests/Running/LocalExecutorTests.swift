import Foundation
import Hone
import HoneCore
import Testing

/// Real programs, well-behaved and not.
@Suite struct LocalExecutorTests {
    let bench: StudyBench

    init() throws { bench = try StudyBench() }

    @Test func aProgramFindsItsParametersInArgumentsEnvironmentAndFile() async throws {
        let trial = try await bench.trial(
            script: """
                cat "$HONE_PARAMS"; env | grep ^HONE_ | sort; pwd
                echo "{\\"loss\\": $1, \\"step\\": 1}" >> "$HONE_RESULTS"
                echo "{\\"loss\\": 0.25}" >> "$HONE_RESULTS"
                touch "$HONE_TRIAL_DIR/checkpoint"
                """)
        #expect(trial.state == .complete)
        #expect(trial.value == 0.25)
        #expect(trial.valueSource == "results file, line 2")
        #expect(trial.reports == [StepReport(step: 1, value: 0)])
        let output = bench.read("hone-trials/s/0/stdout")
        #expect(output.contains("{\"x\": 0.0}"))
        #expect(output.contains("HONE_PARAM_X=0.0"))
        #expect(output.contains("HONE_TRIAL=0"))
        #expect(output.contains("HONE_STOP="))
        #expect(output.contains(URL(fileURLWithPath: bench.folder).lastPathComponent))
        #expect(FileManager.default.fileExists(atPath: bench.path("hone-trials/s/0/checkpoint")))
    }

    @Test func aFailingProgramIsQuotedWithItsLastWords() async throws {
        let trial = try await bench.trial(script: "echo loss: 1; echo 'ValueError: batch_size' >&2; exit 3")
        #expect(trial.state == .failed)
        #expect(trial.failure == TrialFailure(.exit, "exit 3: ValueError: batch_size"))
        #expect(trial.values.isEmpty)
    }

    @Test func aProgramThatKillsItselfIsNoRunOutOfMemory() async throws {
        let trial = try await bench.trial(script: "kill -SEGV $$")
        #expect(trial.failure?.reason == .signal)
        #expect(trial.failure?.message.contains("SIGSEGV") == true)
    }

    @Test func aProgramThatPrintsNothingIsToldHowToReport() async throws {
        let trial = try await bench.trial(script: "echo tried >&2")
        #expect(trial.failure?.reason == .noMetric)
        let message = trial.failure?.message ?? ""
        #expect(message.contains("printed no metric named loss (stdout is empty; the last of stderr: \"tried\")"))
        #expect(message.contains("Print \"loss: 0.31\""))
    }

    @Test func aProgramThatPrintsAnotherNameIsQuotedWithAPatternForIt() async throws {
        let trial = try await bench.trial(script: "echo start; echo 'epoch 5 val_loss 0.31'")
        #expect(
            trial.failure?.message
                == "the program ended well but printed no metric named loss (scanned 2 lines of stdout, the last: \"epoch 5 val_loss 0.31\"). "
                + "Print \"loss: 0.31\", or point at it: --metric-regex 'val_loss ([0-9.eE+-]+)'")
    }

    @Test func aValueThatIsNoNumberFailsAsNonFinite() async throws {
        let trial = try await bench.trial(script: "echo loss: nan")
        #expect(trial.failure?.reason == .nonFinite)
        #expect(trial.failure?.message.contains("stdout, line 1: loss: nan") == true)
    }

    @Test func aProgramThatIgnoresSIGTERMIsKilledAfterTheGracePeriod() async throws {
        let trial = try await bench.trial(script: "trap '' TERM; echo $$ > pid; while true; do sleep 0.05; done") {
            $0.running.trialTimeout = 1.5
        }
        #expect(trial.failure?.reason == .timeout)
        #expect((trial.seconds ?? 0) >= 1.5)
        #expect((trial.seconds ?? 99) < 20)
        #expect(!isAlive(bench.read("pid")))
        #expect(FileManager.default.fileExists(atPath: bench.path("hone-trials/s/0/stop")))
    }

    @Test func aProgramMayEndItselfWhenItIsAskedToStop() async throws {
        let trial = try await bench.trial(
            script: "trap 'echo bye; exit 0' TERM; echo loss: 1; while true; do sleep 0.02; done"
        ) {
            $0.running.trialTimeout = 1.5
            $0.running.grace = 30
        }
        #expect(trial.failure?.reason == .timeout)
        #expect(bench.read("hone-trials/s/0/stdout").contains("bye"))
    }

    @Test func childrenDieWithTheirProgramEvenInGroupsOfTheirOwn() async throws {
        let python = """
            import os, signal, sys, time
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            for name in ("same", "group", "session"):
                if os.fork() == 0:
                    if name == "group": os.setpgid(0, 0)
                    if name == "session": os.setsid()
                    with open(name, "w") as file: file.write(str(os.getpid()))
                    time.sleep(60)
                    os._exit(0)
            while not all(os.path.exists(n) and os.path.getsize(n) for n in ("same", "group", "session")): time.sleep(0.01)
            if sys.argv[1] == "leave":
                print("loss: 1", flush=True)
                os._exit(0)
            time.sleep(60)
            """
        try bench.write("forks.py", python)
        let children = ["same", "group", "session"]
        for mode in ["leave", "stay"] {
            let store = try TrialStore(path: bench.path("\(mode).db"))
            let study = try await bench.study(store, script: "") {
                $0.command = ["python3", bench.path("forks.py"), mode]
                $0.running.appendsParameters = false
            }
            let (_, summary) = try await bench.run(store, study) { [bench] event, runner in
                guard mode == "stay", case .started = event else { return }
                Task {
                    #expect(await eventually { children.allSatisfy { !bench.read($0).isEmpty } })
                    runner.requestStop()
                    runner.requestStop()
                }
            }
            #expect(summary.history.trials[0].state == (mode == "leave" ? .complete : .cancelled))
            for name in children {
                #expect(!isAlive(bench.read(name)), "\(name) outlived its program (\(mode))")
                try? FileManager.default.removeItem(atPath: bench.path(name))
            }
        }
    }

    @Test func theResultOfAProgramThatPrintsHundredsOfMegabytesIsFound() async throws {
        let trial = try await bench.trial(
            script: "yes 'a line of some length, loss unknown' | head -c 200000000; echo; echo loss: 0.5")
        #expect(trial.value == 0.5)
        #expect(trial.valueSource?.hasPrefix("stdout, line ") == true)
    }

    @Test func aProgramThatIsNotThereIsNamedBeforeTheFirstTrial() async throws {
        let store = try bench.store()
        let study = try await bench.study(store, script: "") { $0.command = ["no-such-program-anywhere"] }
        await #expect { try await bench.run(store, study) } throws: { error in
            error is ProgramError && "\(error)".hasPrefix("no-such-program-anywhere: there is no such program;")
        }
        #expect(try await store.history(of: study).trials.isEmpty)
    }

    @Test func aProgramWithoutInterpreterFailsAtItsLaunchWithARemedy() async throws {
        try bench.write("broken", "#!/no/such/interpreter\n")
        let store = try bench.store()
        let study = try await bench.study(store, script: "") { $0.command = [bench.path("broken")] }
        let (_, summary) = try await bench.run(store, study)
        #expect(summary.history.trials[0].failure?.reason == .launch)
        #expect(summary.history.trials[0].failure?.message.contains("interpreter in its first line") == true)
    }

    private func isAlive(_ pid: String) -> Bool {
        guard let number = Int32(pid.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            Issue.record("no process wrote its id")
            return false
        }
        return ProcessIdentity(livingPid: number) != nil
    }
}
