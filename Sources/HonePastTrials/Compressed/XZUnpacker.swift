#if os(Linux)
    import CLZMA

    /// Unpacks xz files, of one stream or of several.
    ///
    /// A class because the library's state stays at one place in memory and has an end.
    final class XZUnpacker: Unpacker {
        /// `xz -9` needs 65 MiB to unpack; a file can ask for gigabytes.
        private static let mostMemory: UInt64 = 256 << 20

        private let stream = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
        private(set) var hasEnded = false

        init() throws(UnpackingError) {
            stream.initialize(to: lzma_stream())
            guard lzma_stream_decoder(stream, Self.mostMemory, hone_lzma_concatenated) == LZMA_OK else {
                throw UnpackingError(
                    "liblzma cannot be used: there is no memory for it", remedy: "close other programs")
            }
        }

        deinit {
            lzma_end(stream)
            stream.deallocate()
        }

        func unpack(
            _ input: UnsafeMutableRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isLast: Bool
        ) throws(UnpackingError) -> (taken: Int, written: Int) {
            stream.pointee.next_in = UnsafePointer(input.bindMemory(to: UInt8.self).baseAddress)
            stream.pointee.avail_in = input.count
            stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
            stream.pointee.avail_out = output.count
            let code = lzma_code(stream, isLast ? LZMA_FINISH : LZMA_RUN)
            let taken = input.count - stream.pointee.avail_in
            let written = output.count - stream.pointee.avail_out
            switch code {
            case LZMA_STREAM_END: hasEnded = true
            case LZMA_OK: break
            case LZMA_BUF_ERROR:
                if isLast { throw .cutShort }
            case LZMA_MEMLIMIT_ERROR:
                throw UnpackingError(
                    "to unpack it takes more than \(Self.mostMemory >> 20) MiB of memory",
                    remedy: "unpack it first: xz -d FILE")
            case LZMA_MEM_ERROR:
                throw UnpackingError("there is no memory to unpack it", remedy: "close other programs")
            case LZMA_DATA_ERROR: throw .damaged("its checksums or its content are wrong")
            case LZMA_FORMAT_ERROR: throw .damaged("something else follows its end")
            default:
                throw UnpackingError(
                    "it is packed in a way that liblzma cannot read", remedy: "unpack it first: xz -d FILE")
            }
            return (taken, written)
        }
    }
#endif
