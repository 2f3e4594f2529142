import Foundation

/// One input of a reader: a file, or the files of an adapter's folder.
package struct FuzzCase: Sendable {
    package struct File: Sendable {
        package var name: String
        package var bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    package var files: [File]

    package init(files: [File]) { self.files = files }

    /// A case of a single file.
    package init(name: String, bytes: [UInt8]) { files = [File(name: name, bytes: bytes)] }

    package var byteCount: Int { files.reduce(0) { $0 + $1.bytes.count } }

    package func bytes(of name: String) -> [UInt8]? { files.first { $0.name == name }?.bytes }

    /// Writes the files to a folder, which holds nothing else afterwards.
    package func write(to folder: URL) throws {
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for file in files {
            // Foundation's writing waits for the disk, a thousand times a second.
            let path = folder.appendingPathComponent(file.name).path
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
            defer { close(descriptor) }
            let written = file.bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            guard written == file.bytes.count else { throw CocoaError(.fileWriteOutOfSpace) }
        }
    }

    /// The files of a folder with these names, those that exist.
    package static func reading(_ names: [String], in folder: URL) throws -> FuzzCase {
        var files: [File] = []
        for name in names {
            let url = folder.appendingPathComponent(name)
            guard FileManager.default.fileExists(atPath: url.path) else { continue }
            files.append(File(name: name, bytes: Array(try Data(contentsOf: url))))
        }
        return FuzzCase(files: files)
    }
}
