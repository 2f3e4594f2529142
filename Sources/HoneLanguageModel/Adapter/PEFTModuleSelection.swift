/// Which modules of the base model a PEFT configuration puts matrices on, and with which rank and scale: PEFT's rules,
/// with every expression compiled once.
struct PEFTModuleSelection {
    private let configuration: PEFTConfiguration
    private let targets: ModulePattern?
    private let excluded: ModulePattern?
    private let hasLayerList: Bool
    private let ranks: [(pattern: ModulePattern, value: Int)]
    private let alphas: [(pattern: ModulePattern, value: Double)]
    private let file: String

    /// - Parameter file: named in errors.
    /// - Throws: `ModelFileError` (`unsupported`) for an expression that is not known here.
    init(_ configuration: PEFTConfiguration, file: String) throws(ModelFileError) {
        func compile(_ text: String, _ key: String) throws(ModelFileError) -> ModulePattern {
            do throws(ModulePattern.Unsupported) {
                return try ModulePattern(text)
            } catch {
                throw ModelFileError(
                    .unsupported, file: file, place: "'\(key)'",
                    problem: "the expression \(ModelFileError.quoted(text)) \(error.problem)",
                    remedy: "List the modules' names instead.")
            }
        }
        func pattern(_ selection: PEFTConfiguration.Selection?, _ key: String) throws(ModelFileError) -> ModulePattern?
        {
            if case .pattern(let text)? = selection { try compile(text, key) } else { nil }
        }
        self.configuration = configuration
        self.file = file
        targets = try pattern(configuration.targets, "target_modules")
        excluded = try pattern(configuration.excluded, "exclude_modules")
        var hasList = configuration.layerLists.isEmpty
        for text in configuration.layerLists where try compile(text, "layers_pattern").matches("layers") {
            hasList = true
        }
        hasLayerList = hasList
        var ranks: [(pattern: ModulePattern, value: Int)] = []
        for (key, value) in configuration.ranks { ranks.append((try compile(key, "rank_pattern"), value)) }
        self.ranks = ranks
        var alphas: [(pattern: ModulePattern, value: Double)] = []
        for (key, value) in configuration.alphas { alphas.append((try compile(key, "alpha_pattern"), value)) }
        self.alphas = alphas
    }

    /// Whether a linear layer of a block has matrices.
    ///
    /// - Parameter name: of the module within the base model, such as `model.layers.3.mlp.up_proj`.
    func contains(_ name: String, layer: Int) -> Bool {
        if let exclusion = configuration.excluded, selects(exclusion, excluded, name) { return false }
        guard selects(configuration.targets, targets, name) else { return false }
        // An expression names layers itself; PEFT heeds `layers_to_transform` only beside a list.
        guard let layers = configuration.layers, case .names = configuration.targets else { return true }
        return hasLayerList && layers.contains(layer)
    }

    private func selects(_ selection: PEFTConfiguration.Selection, _ pattern: ModulePattern?, _ name: String) -> Bool {
        switch selection {
        case .names(let names): names.contains { name == $0 || name.hasSuffix("." + $0) }
        case .pattern: pattern?.matches(name) ?? false
        case .allLinear: true
        }
    }

    /// Rank of a module, and the factor on B A.
    ///
    /// - Throws: `ModelFileError` if several patterns fit with different values: PEFT takes the first one in the file,
    ///   and the order of JSON's keys means nothing.
    func rankAndScale(of name: String) throws(ModelFileError) -> (rank: Int, scale: Double) {
        let rank = try value(ranks, name, "rank_pattern") ?? configuration.rank
        let alpha = try value(alphas, name, "alpha_pattern") ?? configuration.alpha
        return (rank, alpha / (configuration.usesRankScaling ? Double(rank).squareRoot() : Double(rank)))
    }

    private func value<Value: Hashable>(
        _ patterns: [(pattern: ModulePattern, value: Value)], _ name: String, _ key: String
    ) throws(ModelFileError) -> Value? {
        let values = Set(patterns.filter { $0.pattern.matchesEnd(of: name) }.map(\.value))
        guard values.count <= 1 else {
            throw ModelFileError(
                .unsupported, file: file, place: "'\(key)'",
                problem: "names \(ModelFileError.quoted(name)) several times with different values",
                remedy: "Name each module once.")
        }
        return values.first
    }
}
