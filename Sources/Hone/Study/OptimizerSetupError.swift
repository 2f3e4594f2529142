import HoneBase

/// Why a study's optimiser cannot be made here.
public enum OptimizerSetupError: HoneError, Hashable {
    case noSuchAdapter(String, known: [String])
    case adapterNeeded(String, folder: String)
    case needsNoAdapter(String, adapter: String)
    case otherAdapter(study: String, hash: String, folder: String)
    case damagedCard(path: String)

    public var place: String? {
        switch self {
        case .noSuchAdapter(let name, _), .needsNoAdapter(_, let name): "--adapter \(name)"
        case .adapterNeeded(let optimizer, _): "optimizer \(optimizer)"
        case .otherAdapter(let study, _, _): "study \(study)"
        case .damagedCard(let path): path
        }
    }

    public var problem: String {
        switch self {
        case .noSuchAdapter(let name, let known):
            "there is no adapter of this name or in this folder" + NearestName.hint(for: name, among: known)
        case .adapterNeeded(_, let folder): "it needs an adapter, and there is none in \(folder)"
        case .needsNoAdapter(let optimizer, _): "the optimiser \(optimizer) reads no adapter"
        case .otherAdapter(_, let hash, let folder):
            "it was begun with the adapter \(hash.prefix(12)), which is not in \(folder)"
        case .damagedCard: "the adapter's card is missing or damaged"
        }
    }

    public var remedy: String? {
        switch self {
        case .noSuchAdapter(_, let known): known.isEmpty ? "none is installed, so run make setup or hone finetune" : nil
        case .adapterNeeded: "run make setup, or name one with --adapter, or use --optimizer gp"
        case .needsNoAdapter: "leave --adapter out, or use --optimizer lm"
        case .otherAdapter:
            "name its folder with --adapter, or go on with another optimiser: --edit --optimizer gp"
        case .damagedCard: "run make setup again, or hone finetune for one of your own"
        }
    }

    public var fault: Fault { .input }
}
