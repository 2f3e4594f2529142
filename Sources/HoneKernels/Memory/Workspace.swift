/// Scratch memory for one computation at a time: blocks are handed out in order and given back all at once, so that
/// the loops over layers and batches allocate nothing once the first pass has sized it.
///
/// Owned by one model session; not shared between threads (workers receive their blocks from the owner).
package final class Workspace {
    /// Floats a new chunk holds at least (16 MB).
    private static let chunkCount = 4 << 20
    private var chunks: [FloatBuffer] = []
    private var chunk = 0
    private var used = 0

    package init() {}

    package struct Mark {
        fileprivate let chunk: Int
        fileprivate let used: Int
    }

    /// The present level; `release(to:)` gives back all that was taken since.
    package var mark: Mark { Mark(chunk: chunk, used: used) }

    package func release(to mark: Mark) {
        chunk = mark.chunk
        used = mark.used
    }

    /// Most floats that were in use at a time.
    package private(set) var highest = 0

    /// Floats that `take` uses for a block.
    package static func rounded(_ count: Int) -> Int { (max(1, count) + 15) & ~15 }

    /// Makes one chunk of all that will be needed, so that no chunk's end is wasted. Only while nothing is taken.
    package func reserve(_ count: Int) {
        guard chunk == 0, used == 0, bytes < count * MemoryLayout<Float>.stride else { return }
        chunks = []
        chunks = [FloatBuffer(count: Self.rounded(count))]
    }

    /// `count` floats with undefined content, aligned to 64 bytes.
    package func take(_ count: Int) -> UnsafeMutablePointer<Float> {
        let rounded = Self.rounded(count)
        defer { highest = max(highest, chunks[..<chunk].reduce(used) { $0 + $1.count }) }
        while chunk < chunks.count {
            if used + rounded <= chunks[chunk].count {
                defer { used += rounded }
                return chunks[chunk].pointer + used
            }
            // A chunk too small for this block and not in use yet is replaced rather than skipped for ever.
            if used == 0 {
                chunks[chunk] = FloatBuffer(count: rounded)
            } else {
                chunk += 1
                used = 0
            }
        }
        chunks.append(FloatBuffer(count: max(rounded, Self.chunkCount)))
        used = rounded
        return chunks[chunk].pointer
    }

    /// A view of `count` rows of `width` floats with undefined content.
    package func rows(_ count: Int, _ width: Int, stride: Int? = nil) -> Rows {
        Rows(take(count * (stride ?? width)), count: count, width: width, stride: stride)
    }

    /// Some rows of a matrix in memory of their own.
    package func gather(_ selection: [Int], from source: Rows) -> Rows {
        let target = rows(selection.count, source.width)
        target.gather(selection, from: source)
        return target
    }

    /// Bytes held.
    package var bytes: Int { chunks.reduce(0) { $0 + $1.count } * MemoryLayout<Float>.stride }
}
