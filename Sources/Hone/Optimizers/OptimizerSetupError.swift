import HoneCore

/// Why a study's optimiser cannot be made on this machine.
public enum OptimizerSetupError: HoneError, Hashable {
    /// There is no adapter of this name or in this folder.
    case noSuchAdapter(String, known: [String])
    /// The optimiser reads an adapter, and there is none.
    case adapterNeeded(String, folder: String)
    /// The optimiser reads no adapter, but one was named.
    case needsNoAdapter(String, adapter: String)
    /// The study was begun with a reader or an adapter that is not here.
    case otherAdapter(study: String, hash: String, folder: String)
    /// The optimiser asks a reader, and there is none, or none of this name.
    case readerNeeded(String?, folder: String)
    /// An adapter's card cannot be read.
    case damagedCard(path: String)
    /// The study was begun with past tasks that are kept nowhere any more, and the trial database has others now.
    case otherPast(study: String, hash: String, folder: String)

    public var place: String? {
        switch self {
        case .noSuchAdapter(let adapter, _), .needsNoAdapter(_, let adapter): "adapter \(adapter)"
        case .adapterNeeded(let optimizer, _): "optimizer \(optimizer)"
        case .readerNeeded(let name, _): name.map { "reader \($0)" } ?? "optimizer reader"
        case .otherAdapter(let study, _, _), .otherPast(let study, _, _):
            "study \(study)"
        case .damagedCard(let path): path
        }
    }

    public var problem: String {
        switch self {
        case .noSuchAdapter: "there is no adapter of this name or in this folder"
        case .adapterNeeded(_, let folder): "it needs an adapter, and there is none in \(folder)"
        case .needsNoAdapter(let optimizer, _): "the optimiser \(optimizer) reads no adapter"
        case .otherAdapter(_, let hash, let folder):
            "it was begun with the reader or adapter \(hash.prefix(12)), which is not in \(folder)"
        case .readerNeeded(nil, let folder): "it needs a reader, and there is none in \(folder)"
        case .readerNeeded(_?, let folder): "there is no reader of this name in \(folder), nor in this folder"
        case .damagedCard: "the adapter's card is missing or damaged"
        case .otherPast(_, let hash, let folder):
            "it was begun with the past tasks \(hash.prefix(12)), which are not in \(folder), and the trial database has changed"
        }
    }

    public var remedy: String? {
        switch self {
        case .noSuchAdapter(let adapter, let known):
            if let nearest = NearestName.find(adapter, among: known) {
                "did you mean \(nearest)?"
            } else if known.isEmpty {
                "none is installed, so run make setup, or train one: hone finetune"
            } else {
                "installed are \(known.joined(separator: ", "))"
            }
        case .adapterNeeded: "run make setup, name the folder of one, or use the optimiser gp"
        case .readerNeeded: "run make setup, train one (hone finetune --surrogate reader), or use the optimiser gp"
        case .needsNoAdapter: "name no adapter, or use the optimiser lm"
        case .otherAdapter: "name its folder, or go on with another optimiser by editing the study, such as gp"
        case .damagedCard: "run make setup again, or train one of your own: hone finetune"
        case .otherPast: "bring the file back, or go on with another optimiser by editing the study, such as gp"
        }
    }

    public var fault: Fault { .input }
}
