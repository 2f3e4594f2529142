import Hone
import Testing

@Suite struct FileSystemKindTests {
    private let mounts = """
        22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
        40 22 0:50 / /mnt/far\\040away rw shared:2 - fuse.sshfs host:/x rw
        41 22 0:51 / /mnt/local rw shared:2 - fuse.mergerfs a:b rw
        """

    @Test func networkFileSystemsAreKnownByTheirNumbers() {
        #expect(FileSystemKind.network(magic: 0x6969, path: "/x", mountTable: "") == "NFS")
        #expect(FileSystemKind.network(magic: 0xFF53_4D42, path: "/x", mountTable: "") == "CIFS")
        #expect(FileSystemKind.network(magic: 0x0BD0_0BD0, path: "/x", mountTable: "") == "Lustre")
        #expect(FileSystemKind.network(magic: 0xEF53, path: "/x", mountTable: "") == nil)
    }

    @Test func fuseIsToldApartByTheMountTable() {
        #expect(FileSystemKind.network(magic: 0x6573_5546, path: "/mnt/far away/x", mountTable: mounts) == "sshfs")
        #expect(FileSystemKind.network(magic: 0x6573_5546, path: "/mnt/local/x", mountTable: mounts) == nil)
    }

    @Test func theErrorNamesTheRemedy() {
        let error = StoreError.networkFileSystem(path: "hone.db", kind: "NFS")
        #expect(error.description.contains("network file system (NFS)"))
        #expect(error.description.contains("keep the store on a local disk"))
    }

    @Test func theHolderOfALockIsFoundInTheKernelsTable() {
        let table = """
            1: POSIX  ADVISORY  READ 10 fd:01:77 123 123
            2: POSIX  ADVISORY  WRITE 11 fd:01:99 120 120
            3: POSIX  ADVISORY  WRITE 12 fd:01:77 120 120
            """
        #expect(LockHolder.holder(in: table, inodes: [77], except: 1) == 12)
        #expect(LockHolder.holder(in: table, inodes: [77], except: 12) == nil)
    }
}
