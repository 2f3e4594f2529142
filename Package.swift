// swift-tools-version: 6.1
import PackageDescription

#if os(Linux)
    // OpenBLAS brings BLAS; `make setup` installs it.
    let linearAlgebra: [Target.Dependency] = ["COpenBLAS"]
    let linearAlgebraTargets: [Target] = [
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])])
    ]
    // Unpacks xz files.
    let unpacking: [Target.Dependency] = ["CZlib", "CLZMA"]
    let unpackingTargets: [Target] = [
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])])
    ]
#else
    // Apple platforms carry Accelerate.
    let linearAlgebra: [Target.Dependency] = []
    let linearAlgebraTargets: [Target] = []
    // zlib is part of the system, liblzma is not: Hone reads no xz files there.
    let unpacking: [Target.Dependency] = ["CZlib"]
    let unpackingTargets: [Target] = []
#endif

let package = Package(
    name: "hone",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Hone", targets: ["Hone"]),
        .executable(name: "hone", targets: ["HoneCommand"]),
        .executable(name: "hone-supervisor", targets: ["HoneSupervisor"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.0"),
    ],
    targets: linearAlgebraTargets + unpackingTargets + [
        // System calls that Swift cannot reach; headers only.
        .systemLibrary(name: "CSystem"),
        // Unpacks gzip files.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // The ground that everything shares: files, text, JSON, errors, processes.
        .target(name: "HoneBase", dependencies: ["CSystem"]),
        // Runs beside every trial: in C, linked with nothing but the C library, and that statically, so that it is ready at
        // once. (Without these flags the driver would link Swift's library into it.)
        .executableTarget(
            name: "HoneSupervisor",
            linkerSettings: [
                .unsafeFlags(
                    [
                        "-nostartfiles", "-static-stdlib", "-Xclang-linker", "-static", "-Xclang-linker",
                        "-Qunused-arguments",
                    ], .when(platforms: [.linux]))
            ]),
        // Plain values: parameters, search space, configuration, trial, objective, study description.
        .target(
            name: "HoneCore",
            dependencies: ["HoneBase", .product(name: "HashTreeCollections", package: "swift-collections")]),
        // BLAS behind safe types, triangular solvers, seeded random numbers, densities, L-BFGS.
        .target(name: "HoneNumerics", dependencies: linearAlgebra),
        // Inner loops in C for several instruction sets, chosen at run time.
        .target(name: "CKernels"),
        // Float buffers, matrices, layers and threads over these loops.
        .target(name: "HoneKernels", dependencies: ["CKernels", "HoneNumerics"]),
        // GGUF, tokenizer, transformer, KV cache, LoRA, training, generation.
        .target(name: "HoneLanguageModel", dependencies: ["HoneCore", "HoneNumerics", "HoneKernels"]),
        // The network that reads names, numbers and the study's own trials: scoring, training, its file.
        .target(name: "HoneReader", dependencies: ["HoneBase", "HoneCore", "HoneNumerics", "HoneKernels"]),
        // Optimizers, surrogates, acquisition; asks a `DensityModel` and knows no transformer.
        .target(name: "HoneSearch", dependencies: ["HoneCore", "HoneNumerics"]),
        // The language model as that `DensityModel`: encoding of trials as text, scoring, scores on disk.
        .target(
            name: "HoneModelSearch",
            dependencies: ["HoneCore", "HoneNumerics", "HoneLanguageModel", "HoneReader", "HoneSearch"]),
        // Studies and their trials in an SQLite file, and the lease of the process that runs one.
        .target(
            name: "HoneStore", dependencies: ["CSystem", "HoneCore", .product(name: "GRDB", package: "GRDB.swift")]),
        // Running programs: executors, attempt files, the channels that metrics come by.
        .target(name: "HoneExecution", dependencies: ["CSystem", "HoneCore"]),
        // The database of past trials: imports, snapshots, benchmark tables.
        .target(
            name: "HonePastTrials",
            dependencies: unpacking + ["HoneCore", .product(name: "GRDB", package: "GRDB.swift")],
            resources: ["spaces", "names", "openml", "oboe", "nn-dataset", "mindware"].map {
                .embedInCode("Data/\($0).json")
            }),
        // What a study says of itself, told from its program's help and from its data.
        .target(name: "HoneDescribing", dependencies: ["HoneCore", "HoneExecution", "HoneNumerics", "HonePastTrials"]),
        // From past trials to an adapter.
        .target(
            name: "HoneFineTuning",
            dependencies: ["CSystem", "HoneExecution", "HoneModelSearch", "HonePastTrials"],
            // Written into the folder of a training in a Python environment, wherever the tool lies.
            resources: [.embedInCode("PEFT/peft_train.py")]),
        // A study's life, and the library's face: description, runner, optimisers.
        .target(
            name: "Hone",
            dependencies: [
                "HoneExecution", "HoneFineTuning", "HoneModelSearch", "HonePastTrials", "HoneStore",
                .product(name: "Yams", package: "Yams"),
            ]),
        // A study over HTTP: the service, its server, and the workers that run its trials elsewhere.
        .target(
            name: "HoneServer",
            dependencies: [
                "Hone", .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ]),
        // Benchmark suites, runs and reports.
        .target(
            name: "HoneBenchmarks", dependencies: ["Hone", "HoneKernels", "HoneLanguageModel", "HoneNumerics"]),
        // The command-line tool. (Its product is `hone`; the folder has another name because
        // `hone` and `Hone` are one folder on a file system that ignores case.)
        .executableTarget(
            name: "HoneCommand",
            dependencies: [
                "Hone", "HoneBenchmarks", "HoneDescribing", "HoneServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(name: "HoneBaseTests", dependencies: ["HoneBase"]),
        .testTarget(name: "HoneCoreTests", dependencies: ["HoneCore", "HoneNumerics"]),
        .testTarget(name: "HoneNumericsTests", dependencies: ["HoneNumerics"]),
        .testTarget(name: "HoneKernelsTests", dependencies: ["CKernels", "HoneKernels"]),
        .testTarget(
            name: "HoneLanguageModelTests", dependencies: ["HoneKernels", "HoneLanguageModel", "HoneFuzzing"],
            resources: [.copy("Fixtures")]),
        // Broken model files and what reading them must come to; for tests, and for `make fuzz` at length.
        .target(
            name: "HoneFuzzing", dependencies: ["HoneCore", "HoneNumerics", "HoneKernels", "HoneLanguageModel"],
            path: "Tests/HoneFuzzing"),
        .executableTarget(name: "HoneFuzz", dependencies: ["HoneFuzzing"], path: "Tests/HoneFuzz"),
        .testTarget(
            name: "HoneReaderTests", dependencies: ["HoneReader", "HoneCore", "HoneKernels", "HoneNumerics"],
            resources: [.copy("Fixtures")]),
        .testTarget(name: "HoneSearchTests", dependencies: ["HoneSearch"], resources: [.copy("Fixtures")]),
        .testTarget(name: "HoneModelSearchTests", dependencies: ["HoneModelSearch", "HoneKernels"]),
        // Runs studies for the tests that kill what they test.
        .executableTarget(name: "HoneTestDriver", dependencies: ["Hone"], path: "Tests/HoneTestDriver"),
        .testTarget(
            name: "HoneTests",
            dependencies: ["Hone", "HoneSupervisor", "HoneTestDriver", .product(name: "GRDB", package: "GRDB.swift")],
            resources: [.copy("Fixtures")]),
        // The library as a stranger has it: without what the package's own targets may see.
        .testTarget(
            name: "HoneLibraryTests", dependencies: ["Hone", .product(name: "GRDB", package: "GRDB.swift")],
            packageAccess: false),
        .executableTarget(
            name: "SwiftFunctionExample", dependencies: ["Hone"], path: "Examples/swift-function",
            exclude: ["README.md"],
            sources: ["Sources"], packageAccess: false),
        .testTarget(
            name: "HoneDescribingTests", dependencies: ["HoneDescribing", "Hone"], resources: [.copy("Fixtures")]),
        .testTarget(
            name: "HoneBenchmarksTests", dependencies: ["HoneBenchmarks", "Hone"], resources: [.copy("Fixtures")]),
        .testTarget(name: "HoneServerTests", dependencies: ["HoneServer", "HoneSupervisor", "Hone"]),
        .testTarget(name: "HoneCommandTests", dependencies: ["HoneCommand", "HoneSupervisor", "Hone"]),
    ],
    swiftLanguageModes: [.v6]
)
