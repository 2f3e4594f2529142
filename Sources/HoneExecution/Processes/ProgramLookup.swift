import Foundation

/// Finds the program that a command names, the way a shell would, without one.
public enum ProgramLookup {
    /// The path of the program.
    ///
    /// - Parameters:
    ///   - program: a name that is searched for in `searchPath`, or a path if it holds a slash.
    ///   - searchPath: folders with colons between them; by default the value of `PATH`.
    ///   - workingDirectory: what relative paths start from.
    /// - Throws: `ProgramError`, with a remedy that fits.
    public static func resolve(
        _ program: String, searchPath: String? = nil,
        workingDirectory: String = FileManager.default.currentDirectoryPath
    ) throws(ProgramError) -> String {
        guard !program.isEmpty else {
            throw .notFound(program: "\"\"", hint: "the command begins with an empty word; write the program after --")
        }
        if program.contains("/") {
            let path = program.hasPrefix("/") ? program : workingDirectory + "/" + program
            switch kind(of: path) {
            case .executable: return path
            case .folder: throw .isFolder(program: program)
            case .plain:
                throw .notExecutable(program: program, path: program, hint: remedy(forPlainFile: program, at: path))
            case .absent: throw .notFound(program: program, hint: "check the path; it starts from \(workingDirectory)")
            }
        }
        var refused: String?
        let searchPath = searchPath ?? EnvironmentVariable.value("PATH") ?? "/usr/bin:/bin"
        for folder in searchPath.split(separator: ":", omittingEmptySubsequences: false) {
            let base = folder.isEmpty ? "." : String(folder)
            let path = (base.hasPrefix("/") ? base : workingDirectory + "/" + base) + "/" + program
            switch kind(of: path) {
            case .executable: return path
            case .plain: refused = refused ?? path
            case .folder, .absent: continue
            }
        }
        if let refused {
            throw .notExecutable(
                program: program, path: refused, hint: remedy(forPlainFile: refused, at: refused))
        }
        throw .notFound(program: program, hint: hint(forMissing: program, in: workingDirectory))
    }

    private enum Kind {
        case executable
        case plain
        case folder
        case absent
    }

    private static func kind(of path: String) -> Kind {
        var information = stat()
        guard stat(path, &information) == 0 else { return .absent }
        if information.st_mode & S_IFMT == S_IFDIR { return .folder }
        // By access(2) alone root may "execute" anything on some systems; the bits decide too.
        return information.st_mode & 0o111 != 0 && access(path, X_OK) == 0 ? .executable : .plain
    }

    private static func hint(forMissing program: String, in folder: String) -> String {
        switch kind(of: folder + "/" + program) {
        case .executable: return "there is one in this folder: write ./\(program)"
        case .plain:
            return
                "there is such a file in this folder: \(remedy(forPlainFile: "./" + program, at: folder + "/" + program))"
        case .folder, .absent: break
        }
        if program.contains(" ") {
            return "a command is not split at blanks: write its words after --, without quotes around all of them"
        }
        if program == "python" { return "write python3, or activate the environment that has it" }
        return "install it, or write its path; PATH was searched"
    }

    /// Interpreters by file name extension.
    private static let interpreters = [
        "py": "python3", "sh": "sh", "R": "Rscript", "jl": "julia", "js": "node", "rb": "ruby",
    ]

    private static func remedy(forPlainFile program: String, at path: String) -> String {
        let dot = path.lastIndex(of: ".").map { String(path[path.index(after: $0)...]) }
        if let interpreter = dot.flatMap({ interpreters[$0] }) {
            return "write \(interpreter) \(program), or make it executable: chmod +x \(program)"
        }
        return "make it executable: chmod +x \(program)"
    }
}
