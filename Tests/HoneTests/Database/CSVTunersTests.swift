import Foundation
import Hone
import HoneCore
import Testing

@Suite("CSV files of other tuners and trackers")
struct CSVTunersTests {
    @Test(
        "A crashed, killed or running trial is never a good one, whatever its state is called",
        arguments: ["state", "State", "STATUS", "Status", "trial_status", "Run Status", " status "],
        [
            "FAIL", "failed", "crashed", "ERROR", "CRASHED", "TrialState.FAIL", "StatusType.CRASHED", "fail", "TIMEOUT",
            "MEMOUT", "killed", "KILLED", "running", "RUNNING", "WAITING", "PENDING", "PAUSED", "Scheduled",
            "cancelled",
            "PRUNED", "what?", "",
        ])
    func statesOfBadTrials(column: String, word: String) throws {
        let file = try CSVFixture(
            "param.lr,\(column),value\n0.1,COMPLETE,0.5\n0.2,finished,0.4\n0.3,\(word),0.001\n0.4,TERMINATED,0.3\n")
        let good = file.trials.filter { $0.state == .complete }
        #expect(Set(good.map(\.value)) == [0.5, 0.4, 0.3])
        #expect(file.summary.newTrials + file.summary.skipped + file.summary.leftOut == 4)
    }

    @Test(
        "Finished trials count under every name of their state",
        arguments: [
            "COMPLETE", "completed", "finished", "FINISHED", "ok", "TERMINATED", "SUCCESS", "StatusType.SUCCESS",
            "TrialState.COMPLETE", "Succeeded", "done",
        ])
    func statesOfGoodTrials(word: String) throws {
        #expect(try CSVFixture("param.lr,state,value\n0.1,\(word),0.5\n0.2,\(word),0.4\n").summary.newTrials == 2)
    }

    @Test("Two columns of states: the worse one counts")
    func twoStates() throws {
        let file = try CSVFixture("param.lr,State,status,value\n0.1,2,ok,0.5\n0.2,done,fail,0.1\n0.3,2,ok,0.4\n")
        #expect(file.trials.map(\.state).count { $0 == .complete } == 2)
    }

    @Test("Optuna's data frame as it is, running and failed trials and a choice of None among it")
    func optuna() throws {
        let file = try CSVFixture(
            """
            ,number,value,datetime_start,datetime_complete,duration,params_lr,params_opt,user_attrs_acc,system_attrs_x,state
            0,0,0.5,2024-05-01 10:00:00,2024-05-01 10:01:00,0 days 00:01:00,0.1,adam,0.9,1,COMPLETE
            1,1,0.4,2024-05-01 10:00:00,2024-05-01 10:01:00,1 days 00:01:00.5,0.01,,0.8,1,COMPLETE
            2,2,,2024-05-01 10:00:00,2024-05-01 10:01:00,0 days 00:01:00,,,,1,FAIL
            3,3,,2024-05-01 10:00:00,,,0.2,adam,,1,RUNNING
            4,4,,2024-05-01 10:00:00,2024-05-01 10:01:00,NaT,5.0,sgd,,1,FAIL
            5,5,0.9,2024-05-01 10:00:00,2024-05-01 10:01:00,0 days 00:00:01,0.3,sgd,,1,PRUNED
            """)
        #expect(file.summary.newTrials == 4)
        #expect(file.summary.skipped == 2)
        #expect(file.summary.leftOut == 0)
        #expect(file.trials.map(\.id) == ["trial 0", "trial 1", "trial 4", "trial 5"])
        #expect(file.trials.map(\.state) == [.complete, .complete, .failed, .pruned])
        #expect(file.trials[1].configuration["opt"] == "None")
        #expect(file.trials.map(\.seconds) == [60, 86_460.5, nil, 1])
        #expect(file.trials[0].metrics == ["user_attrs_acc": 0.9])
    }

    @Test("Conditional parameters of Optuna: a gap that another parameter explains is a condition")
    func conditions() throws {
        let rows = (0..<12).map { index in
            let isSGD = index % 3 == 0
            return "\(index),0.\(index + 10),\(isSGD ? "sgd" : "adam"),\(isSGD ? "0.9\(index)" : ""),COMPLETE"
        }
        let file = try CSVFixture(
            "number,value,params_opt,params_momentum,state\n" + rows.joined(separator: "\n"))
        let momentum = file.entries.first?.task.space["momentum"]
        #expect(momentum?.conditions == [Condition(parent: "opt", values: ["sgd"])])
        #expect(file.summary.newTrials == 12)
    }

    @Test("Whole numbers beside gaps, which pandas writes as floats, stay whole numbers")
    func upcast() throws {
        let file = try CSVFixture(
            "number,value,params_units,params_lr,state\n0,0.5,16.0,0.1,COMPLETE\n1,0.4,64.0,0.2,COMPLETE\n2,,,,FAIL\n")
        #expect(file.domains["units"] == .int(low: 16, high: 64, scale: .linear, step: nil))
    }

    @Test("Numbers among which None is a choice")
    func numbersAndNone() throws {
        let depths = ["3", "", "5", "3", "5", "", "3", "5"]
        let rows = depths.enumerated().map { "0.\($0 + 1),\($1),0.1\($0)" }
        let file = try CSVFixture("value,params_depth,params_lr\n" + rows.joined(separator: "\n"))
        #expect(file.domains["depth"] == .categorical([3, 5, "None"]))
        #expect(file.summary.newTrials == 8)
    }

    @Test("Ray Tune's columns, with slashes or points", arguments: ["config/", "config."])
    func ray(prefix: String) throws {
        var options = ImportOptions()
        options.columns.objective = Objective(.minimize, "loss")
        let content =
            "trial_id,loss,status,time_total_s,\(prefix)lr,\(prefix)net/width\na1,0.3,TERMINATED,12.5,0.01,8\na2,,ERROR,3,0.5,16\na3,0.2,TERMINATED,4,0.02,32\n"
        let file = try CSVFixture(content, options)
        #expect(file.domains.keys.sorted() == ["lr", "net_width"])
        #expect(file.trials.map(\.id) == ["a1", "a2", "a3"])
        #expect(file.trials.first?.seconds == 12.5)
        options.columns.parameters = ["\(prefix)lr", "net/width"]
        #expect(try CSVFixture(content, options).domains.keys.sorted() == ["lr", "net_width"])
    }

    @Test("MLflow's data frame of runs")
    func mlflow() throws {
        var options = ImportOptions()
        options.columns.objective = Objective(.maximize, "acc")
        let file = try CSVFixture(
            "run_id,status,start_time,metrics.acc,params.lr,params.depth,tags.mlflow.user\nx,FINISHED,2024,0.9,0.1,3,me\ny,FAILED,2024,,0.2,4,me\nz,FINISHED,2024,0.8,0.3,5,me\n",
            options)
        #expect(file.trials.filter { $0.state == .complete }.map(\.id) == ["x", "z"])
        #expect(file.entries.first?.task.objective == Objective(.maximize, "acc"))
    }

    @Test("Weights & Biases' export, in which parameters have plain names")
    func wandb() throws {
        var options = ImportOptions()
        options.columns = CSVColumns(objective: Objective(.minimize, "val_loss"), parameters: ["lr"])
        let file = try CSVFixture(
            "\"Name\",\"State\",\"Runtime\",\"lr\",\"val_loss\"\n\"r1\",\"finished\",\"61\",\"0.01\",\"0.31\"\n\"r2\",\"crashed\",\"5\",\"5\",\"0.001\"\n\"r3\",\"finished\",\"\",\"0.2\",\"0.4\"\n",
            options)
        #expect(file.trials.filter { $0.state == .complete }.map(\.value) == [0.31, 0.4])
        #expect(file.trials.map(\.id) == ["r1", "r2", "r3"])
    }

    @Test("A value that is not a number is a failed trial", arguments: ["nan", "NaN", "inf", "-inf", "Infinity"])
    func notANumber(word: String) throws {
        let file = try CSVFixture("param.lr,value\n0.1,0.5\n0.2,\(word)\n0.3,0.4\n")
        #expect(file.trials.count == 3)
        #expect(file.trials.first { $0.state == .failed }?.failure?.reason == .nonFinite)
    }
}
