// swift-tools-version: 6.1
import PackageDescription

#if os(Linux)
    // OpenBLAS brings BLAS; `make setup` installs it.
    let linearAlgebra: [Target.Dependency] = ["COpenBLAS"]
    let linearAlgebraTargets: [Target] = [
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])])
    ]
#else
    // Apple platforms carry Accelerate.
    let linearAlgebra: [Target.Dependency] = []
    let linearAlgebraTargets: [Target] = []
#endif

let package = Package(
    name: "hone",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Hone", targets: ["Hone"]),
        .executable(name: "hone", targets: ["HoneCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    ],
    targets: linearAlgebraTargets + [
        // System calls that Swift cannot reach; headers only.
        .systemLibrary(name: "CSystem"),
        // Plain values: parameters, search space, configuration, trial, objective, study description.
        .target(name: "HoneCore"),
        // BLAS behind safe types, triangular solvers, seeded random numbers, densities, L-BFGS.
        .target(name: "HoneNumerics", dependencies: linearAlgebra),
        // Inner loops in C for several instruction sets, chosen at run time.
        .target(name: "CKernels"),
        // GGUF, tokenizer, transformer, KV cache, LoRA, training.
        .target(name: "HoneLanguageModel", dependencies: ["CKernels", "HoneCore", "HoneNumerics"]),
        // Optimizers, surrogates, acquisition, encoding of trials as text.
        .target(name: "HoneSearch", dependencies: ["HoneCore", "HoneNumerics", "HoneLanguageModel"]),
        // A study's life: store, executors, database of past trials, fine-tuning.
        .target(
            name: "Hone",
            dependencies: [
                "CSystem", "HoneCore", "HoneNumerics", "HoneLanguageModel", "HoneSearch",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Yams", package: "Yams"),
            ],
            // Written into the folder of a training in a Python environment, wherever the tool lies.
            resources: [.embedInCode("FineTuning/PEFT/peft_train.py")]),
        // Benchmark suites, runs and reports.
        .target(name: "HoneBenchmarks", dependencies: ["Hone"]),
        // The command-line tool. (Its product is `hone`; the folder has another name because
        // `hone` and `Hone` are one folder on a file system that ignores case.)
        .executableTarget(
            name: "HoneCommand",
            dependencies: [
                "Hone", "HoneBenchmarks",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(name: "HoneCoreTests", dependencies: ["HoneCore", "HoneNumerics"]),
        .testTarget(name: "HoneNumericsTests", dependencies: ["HoneNumerics"]),
        .testTarget(
            name: "HoneLanguageModelTests", dependencies: ["CKernels", "HoneLanguageModel", "HoneFuzzing"],
            resources: [.copy("Fixtures")]),
        // Broken model files and what reading them must come to; for tests, and for `make fuzz` at length.
        .target(
            name: "HoneFuzzing", dependencies: ["HoneCore", "HoneNumerics", "HoneLanguageModel"],
            path: "Tests/HoneFuzzing"),
        .executableTarget(name: "HoneFuzz", dependencies: ["HoneFuzzing"], path: "Tests/HoneFuzz"),
        .testTarget(name: "HoneSearchTests", dependencies: ["HoneSearch"], resources: [.copy("Fixtures")]),
        // Runs studies for the tests that kill what they test.
        .executableTarget(name: "HoneTestDriver", dependencies: ["Hone"], path: "Tests/HoneTestDriver"),
        .testTarget(
            name: "HoneTests",
            dependencies: ["Hone", "HoneTestDriver", .product(name: "GRDB", package: "GRDB.swift")],
            resources: [.copy("Fixtures")]),
        .testTarget(name: "HoneBenchmarksTests", dependencies: ["HoneBenchmarks", "Hone"]),
        .testTarget(name: "HoneCommandTests", dependencies: ["HoneCommand", "Hone"]),
    ],
    swiftLanguageModes: [.v6]
)
