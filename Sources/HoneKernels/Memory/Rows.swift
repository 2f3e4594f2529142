/// A view of a matrix of floats that somebody else owns: `count` rows of `width` floats, `stride` floats apart.
///
/// Costs nothing beside a pointer; whoever makes one answers for the memory. Parts of it are views, too: some rows, some
/// columns.
///
///     let block = x[64..<96]                  // 32 rows
///     let keys = qkv.columns(576..<768)       // of all rows
package struct Rows {
    package let pointer: UnsafeMutablePointer<Float>
    package let count: Int
    package let width: Int
    package let stride: Int

    /// - Parameter stride: floats between the beginnings of two rows; `width` if nil.
    @inlinable
    package init(_ pointer: UnsafeMutablePointer<Float>, count: Int, width: Int, stride: Int? = nil) {
        self.pointer = pointer
        self.count = count
        self.width = width
        self.stride = stride ?? width
    }

    /// For reading alone.
    @inlinable
    package init(reading pointer: UnsafePointer<Float>, count: Int, width: Int) {
        self.init(UnsafeMutablePointer(mutating: pointer), count: count, width: width)
    }

    @inlinable package var isContiguous: Bool { stride == width }

    /// Where a row begins.
    @inlinable package subscript(row: Int) -> UnsafeMutablePointer<Float> { pointer + row &* stride }

    /// Some of the rows.
    @inlinable package subscript(rows: Range<Int>) -> Rows {
        Rows(pointer + rows.lowerBound &* stride, count: rows.count, width: width, stride: stride)
    }

    /// Some columns of every row.
    @inlinable package func columns(_ range: Range<Int>) -> Rows {
        Rows(pointer + range.lowerBound, count: count, width: range.count, stride: stride)
    }

    /// The rows in ranges of at most `size`, in order.
    @inlinable package func blocks(of size: Int) -> some Sequence<Range<Int>> {
        let count = count
        return Swift.stride(from: 0, to: count, by: size).lazy.map { $0..<min($0 + size, count) }
    }

    /// Overwrites the rows with those of a view as large.
    package func copy(_ source: Rows) {
        if isContiguous, source.isContiguous {
            pointer.update(from: source.pointer, count: count &* width)
        } else {
            for row in 0..<count { self[row].update(from: source[row], count: width) }
        }
    }

    /// Row i becomes row `selection[i]` of the source.
    package func gather(_ selection: [Int], from source: Rows) {
        for (row, index) in selection.enumerated() { self[row].update(from: source[index], count: width) }
    }

    /// Row `selection[i]` becomes row i of the source.
    package func scatter(_ source: Rows, to selection: [Int]) {
        for (row, index) in selection.enumerated() { self[index].update(from: source[row], count: width) }
    }

    /// Zeros everywhere.
    package func clear() {
        for row in 0..<count { self[row].update(repeating: 0, count: width) }
    }
}

extension Array where Element == Float {
    /// `rows` rows of `width` numbers, contiguous, all of which `body` writes.
    package init(rows: Int, width: Int, _ body: (Rows) -> Void) {
        self.init(unsafeUninitializedCapacity: rows * width) { buffer, count in
            count = rows * width
            if let base = buffer.baseAddress, count > 0 { body(Rows(base, count: rows, width: width)) }
        }
    }

    /// Reads the numbers as rows of `width`; `body` is left out if there are none.
    package func withRows(width: Int, _ body: (Rows) -> Void) {
        withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress, count >= width {
                body(Rows(reading: base, count: count / width, width: width))
            }
        }
    }
}
