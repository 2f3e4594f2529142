import CSystem
import Foundation

#if canImport(Darwin)
    import Darwin
#endif

/// Which file system a path lies on, as far as it matters to SQLite.
package enum FileSystemKind {
    /// Magic numbers of network file systems (linux/magic.h and the file systems' own headers).
    private static let networkMagics: [UInt32: String] = [
        0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB", 0x0BD0_0BD0: "Lustre",
        0x5346_414F: "AFS", 0x6B41_4653: "AFS", 0x00C3_6400: "Ceph", 0x4750_4653: "GPFS", 0x1983_0326: "BeeGFS",
        0x0102_1997: "9P", 0x7461_636F: "OCFS2", 0x0116_1970: "GFS2", 0xAAD7_AAEA: "PanFS", 0x564C: "NCP",
    ]
    private static let fuseMagic: UInt32 = 0x6573_5546
    /// FUSE's own magic number tells nothing; the mount table names what is behind it.
    private static let networkFuseTypes: Set<String> = [
        "sshfs", "glusterfs", "s3fs", "gcsfuse", "rclone", "davfs", "curlftpfs", "ceph-fuse", "mfs", "goofys",
        "blobfuse", "blobfuse2", "juicefs", "afp", "smbnetfs",
    ]
    private static let networkTypes: Set<String> = [
        "nfs", "nfs4", "smbfs", "cifs", "afpfs", "webdav", "ftp", "lustre", "afs", "ceph", "9p",
    ]

    /// The network file system that the path lies on, or nil for a local (or unknown) one.
    package static func network(at path: String) -> String? {
        #if os(Linux)
            let magic = hone_file_system_magic(path)
            let table = magic == fuseMagic ? try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8) : nil
            return network(magic: magic, path: path, mountTable: table ?? "")
        #else
            var information = statfs()
            guard statfs(path, &information) == 0 else { return nil }
            let type = withUnsafeBytes(of: information.f_fstypename) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            return networkTypes.contains(type) ? type : nil
        #endif
    }

    /// - Parameters:
    ///   - magic: `f_type` of `statfs`.
    ///   - mountTable: the text of `/proc/self/mountinfo`, read for FUSE only.
    package static func network(magic: UInt32, path: String, mountTable: String) -> String? {
        if let name = networkMagics[magic] { return name }
        guard magic == fuseMagic, let type = mountType(of: path, in: mountTable) else { return nil }
        let name = type.hasPrefix("fuse.") ? String(type.dropFirst("fuse.".count)) : type
        return networkFuseTypes.contains(name) || networkTypes.contains(name) ? name : nil
    }

    /// The type of the innermost mount that holds the path (fields: `man 5 proc_pid_mountinfo`).
    private static func mountType(of path: String, in table: String) -> String? {
        var best: (length: Int, type: String)?
        for line in table.split(separator: "\n") {
            let halves = line.components(separatedBy: " - ")
            guard halves.count == 2 else { continue }
            let fields = halves[0].split(separator: " ")
            guard fields.count > 4, let type = halves[1].split(separator: " ").first else { continue }
            let mountPoint = fields[4].replacingOccurrences(of: "\\040", with: " ")
            let prefix = mountPoint.hasSuffix("/") ? mountPoint : mountPoint + "/"
            guard path == mountPoint || path.hasPrefix(prefix), mountPoint.count >= best?.length ?? 0 else { continue }
            best = (mountPoint.count, String(type))
        }
        return best?.type
    }
}
