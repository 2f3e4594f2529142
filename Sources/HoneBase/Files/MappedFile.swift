import Foundation

/// A file mapped into memory, read only, for as long as this object lives.
///
/// A class because the mapping is one shared thing with an end; `GGUFFile` and `SafetensorsFile` own it together with
/// whoever holds one of them. The pages are the operating system's cache, so several processes share one copy.
/// (Cutting the file short while it is mapped ends the process with SIGBUS, as with every mapped file; our writers
/// replace files by rename, which leaves the old pages alive.)
package final class MappedFile: @unchecked Sendable {
    package let path: String
    /// The whole file. Valid while `self` lives: keep it alive with `withExtendedLifetime` or a stored property.
    package let bytes: UnsafeRawBufferPointer
    /// Whether the bytes are our own memory instead of a mapping.
    private let isCopy: Bool

    /// Keeps a copy of bytes that are in memory already, as if they were a file of that path.
    package init(copying contents: [UInt8], path: String) {
        self.path = path
        isCopy = true
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: contents.count, alignment: 16)
        copy.copyBytes(from: contents)
        bytes = UnsafeRawBufferPointer(copy)
    }

    /// Maps a regular file.
    ///
    /// - Throws: `FileError` if it cannot be opened or is not a regular file.
    package init(opening url: URL, remedy: String) throws(FileError) {
        path = url.path
        isCopy = false
        func failure(_ problem: String) -> FileError {
            FileError(path: url.path, problem: problem, remedy: remedy)
        }
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw failure(
                errno == ENOENT ? "the file does not exist" : "cannot be opened (\(String(cString: strerror(errno))))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw failure("cannot be examined (\(String(cString: strerror(errno))))")
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw failure("is not a regular file") }
        let size = Int(status.st_size)
        guard size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        let mapping = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let mapping, mapping != MAP_FAILED else {
            throw failure("cannot be mapped into memory (\(String(cString: strerror(errno))))")
        }
        bytes = UnsafeRawBufferPointer(start: mapping, count: size)
    }

    /// Lets go of the memory that whole pages of that part take; they are read from the file again when they are needed.
    package func releasePages(_ range: Range<Int>) {
        guard !isCopy, let base = bytes.baseAddress else { return }
        let page = Int(getpagesize())
        let first = (range.lowerBound + page - 1) / page * page
        let last = min(range.upperBound, bytes.count) / page * page
        if last > first {
            madvise(UnsafeMutableRawPointer(mutating: base + first), last - first, MADV_DONTNEED)
        }
    }

    deinit {
        if isCopy {
            bytes.deallocate()
        } else if let base = bytes.baseAddress {
            munmap(UnsafeMutableRawPointer(mutating: base), bytes.count)
        }
    }
}
