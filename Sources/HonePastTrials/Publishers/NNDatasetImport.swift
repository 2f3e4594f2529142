import Foundation
import HoneBase
import HoneCore

/// The trials of LEMUR's networks (the package nn-dataset): image classifiers trained with hyperparameters of many kinds,
/// a file for each number of epochs.
///
/// A folder `TASK_DATASET_METRIC_NET` holds `1.json`, `2.json`, ...: lists of runs with their accuracy after so many
/// epochs. A trial is a configuration, its value the error after the last epoch on record, its fidelity that epoch; repeated
/// runs are averaged. `norm_64_flip` is three parameters: the kind of transform, the size, whether images are mirrored.
///
/// Networks with fewer than 20 trials say little and are left out, so are trials with other transforms or without
/// momentum, and networks that are tuned by other parameters than those of `Data/nn-dataset.json`.
struct NNDatasetImport {
    static let source = "nn-dataset"
    static let licence = "MIT"
    static let folder = "ab/nn/stat/train/"
    private static let fewestTrials = 20
    private static let transforms: Set<String> = ["echo", "norm", "complex"]
    private static let unusedKeys: Set<String> = ["accuracy", "duration", "uid", "transform"]

    /// What is known of a set of images: training images, classes, pixels of all channels.
    private static let facts: [String: [String: ParameterValue]] = [
        "celeba-gender": ["rows": 162_770, "classes": 2],
        "cifar-10": ["rows": 50_000, "classes": 10, "features": 3072],
        "cifar-100": ["rows": 50_000, "classes": 100, "features": 3072],
        "imagenette": ["rows": 9469, "classes": 10],
        "mnist": ["rows": 60_000, "classes": 10, "features": 784],
        "places365": ["rows": 1_803_460, "classes": 365],
        "svhn": ["rows": 73_257, "classes": 10, "features": 3072],
    ]

    /// Networks on CIFAR-10 that are kept for tests.
    private static let kept: Set<String> = [
        "AirNet", "AirNext", "BagNet", "BayesianNet-1", "BayesianNet-2", "ComplexNet", "DPN68", "DenseNet", "MoEv6",
        "MoE-0707-1707-BagNet", "MoE-0707-AirNext", "MoE-0707-ComplexNet", "MoE-0707-DenseNet", "ResNet",
    ]

    /// As Python reads: some files name a member twice.
    private static let reading: JSONReading = {
        var reading = JSONReading.strict
        reading.lastNameWins = true
        reading.allowsNonFinite = true
        return reading
    }()

    private struct Run {
        var accuracies: [Double] = []
        var seconds: [Double] = []
    }

    /// One network on one set of images.
    private struct Network {
        /// Configurations in the order in which they were met.
        var order: [Configuration] = []
        var epochs: [Configuration: [Int: Run]] = [:]
    }

    private var networks: [String: Network] = [:]
    private(set) var leftOut = 0

    /// Whether a file of the package is one of its results on image classification.
    static func isWanted(_ name: String) -> Bool {
        name.hasPrefix(folder) && name.hasSuffix(".json") && parts(of: name) != nil
    }

    /// `img-classification_cifar-10_acc_ResNet/5.json`: set of images, network, epoch.
    private static func parts(of name: String) -> (images: String, network: String, epoch: Int)? {
        let path = name.split(separator: "/").suffix(2)
        guard let folder = path.first, let file = path.last, file.hasSuffix(".json"),
            let epoch = Int(file.dropLast(5)), epoch > 0
        else { return nil }
        let words = folder.split(separator: "_", maxSplits: 3)
        guard words.count == 4, words[0] == "img-classification", words[2] == "acc", facts[String(words[1])] != nil
        else {
            return nil
        }
        return (String(words[1]), String(words[3]), epoch)
    }

    /// Takes in one file.
    ///
    /// - Throws: `PublishedDataError` if it is no list of runs.
    mutating func add(_ name: String, _ content: Data) throws(PublishedDataError) {
        guard let (images, network, epoch) = Self.parts(of: name) else { return }
        if images == "cifar-10", Self.kept.contains(network) { return }
        guard let runs = (try? JSON(parsing: content, Self.reading))?.elements else {
            throw PublishedDataError(name, "it is no list of runs")
        }
        for run in runs {
            guard let accuracy = run["accuracy"]?.double, accuracy.isFinite, let configuration = Self.configuration(run)
            else {
                leftOut += 1
                continue
            }
            let key = "\(images)/\(network)"
            if networks[key, default: Network()].epochs[configuration] == nil {
                networks[key, default: Network()].order.append(configuration)
            }
            networks[key]?.epochs[configuration, default: [:]][epoch, default: Run()].accuracies.append(accuracy)
            if let duration = run["duration"]?.double {
                // Nanoseconds.
                networks[key]?.epochs[configuration]?[epoch]?.seconds.append(duration / 1e9)
            }
        }
    }

    /// The tasks with their trials, by name.
    func trials() -> ReadTrials {
        var read = ReadTrials()
        var small = 0
        for (key, network) in networks.sorted(by: { $0.key < $1.key }) {
            if let entry = Self.entry(key, network) { read.entries.append(entry) } else { small += 1 }
        }
        read.notes = [
            "\(small) networks left out: fewer than \(Self.fewestTrials) trials, or tuned by other parameters",
            "\(leftOut) results left out: other transforms, or no momentum",
        ]
        return read
    }

    private static func entry(_ key: String, _ network: Network) -> PastTrialsSnapshot.Entry? {
        guard network.order.count >= fewestTrials, let slash = key.firstIndex(of: "/") else { return nil }
        let images = String(key[..<slash])
        // The space whose parameters most trials have.
        var names: [Set<String>: Int] = [:]
        for configuration in network.order { names[Set(configuration.values.keys), default: 0] += 1 }
        guard
            let most = names.max(by: { ($0.value, $0.key.count) < ($1.value, $1.key.count) })?.key,
            let (model, family) = KnownData.nnDataset.families.first(where: {
                Set($0.value.space.parameters.map(\.name)) == most
            })
        else { return nil }
        var trials: [PastTrial] = []
        for configuration in network.order {
            guard let canonical = try? family.canonical(configuration),
                let (epoch, run) = network.epochs[configuration]?.max(by: { $0.key < $1.key })
            else { continue }
            let accuracy = run.accuracies.reduce(0, +) / Double(run.accuracies.count)
            trials.append(
                PastTrial(
                    id: String(SHA256.hash(of: canonical.json.utf8).hexadecimal.prefix(16)), configuration: canonical,
                    value: (1 - accuracy).roundedForExchange,
                    fidelity: Double(epoch),
                    seconds: run.seconds.isEmpty
                        ? nil : (run.seconds.reduce(0, +) / Double(run.seconds.count)).roundedForExchange))
        }
        guard trials.count >= fewestTrials else { return nil }
        let task = PastTask(
            id: "\(source)/\(model)/\(key.replacing("/", with: "-"))", family: family.family ?? model,
            task: TaskDescription(model: model, dataset: images, facts: facts[images] ?? [:]), summary: family.summary,
            space: family.space, objective: KnownData.nnDataset.objective, source: source, licence: licence)
        return PastTrialsSnapshot.Entry(task: task, trials: trials)
    }

    /// - Returns: nil for transforms that are not read, and without momentum.
    private static func configuration(_ run: JSON) -> Configuration? {
        guard let transform = run["transform"]?.text else { return nil }
        let words = transform.split(separator: "_").map(String.init)
        let sizes = words.dropFirst().filter { $0 != "flip" }
        guard let kind = words.first, transforms.contains(kind), sizes.count <= 1, run["momentum"] != nil else {
            return nil
        }
        var configuration: Configuration = [
            "transform": .string(kind), "resize": .string(sizes.first ?? "native"),
            "flip": .bool(words.contains("flip")),
        ]
        for member in run.members ?? [] where !unusedKeys.contains(member.name) {
            switch member.value {
            case .number(let number): configuration[member.name] = .float(number.roundedForExchange)
            default: configuration[member.name] = member.value.parameterValue
            }
        }
        return configuration
    }
}
