import HoneKernels

/// Keys and values of a prefix, one row an input and layer, `[capacity, 2 * keyWidth]` (keys, then values), in single
/// precision. Grows with every pass that is told to extend it. Owned by one session.
package final class KeyValueCache {
    package let shape: TransformerShape
    /// Inputs held.
    package private(set) var count = 0
    /// Inputs there is memory for.
    package private(set) var capacity: Int
    private var layers: [FloatBuffer]

    package init(shape: TransformerShape, capacity: Int = 128) {
        self.shape = shape
        self.capacity = max(1, capacity)
        let size = self.capacity * 2 * shape.keyWidth
        layers = (0..<shape.layers).map { _ in FloatBuffer(count: size) }
    }

    private var stride: Int { 2 * shape.keyWidth }

    /// A layer's rows, held or not: keys, then values.
    func keyValues(_ layer: Int) -> Rows { Rows(layers[layer].pointer, count: capacity, width: stride) }
    func keys(_ layer: Int) -> Rows { keyValues(layer).columns(0..<shape.keyWidth) }
    func values(_ layer: Int) -> Rows { keyValues(layer).columns(shape.keyWidth..<stride) }

    /// Makes room for further inputs; what is held stays. Grows by half at least, so that a prefix that becomes longer
    /// input by input is copied seldom.
    package func reserve(_ additional: Int) {
        guard count + additional > capacity else { return }
        capacity = max(count + additional, capacity + capacity / 2)
        for index in layers.indices {
            let larger = FloatBuffer(count: capacity * stride)
            larger.pointer.update(from: layers[index].pointer, count: count * stride)
            layers[index] = larger
        }
    }

    /// Copies keys and values `[rows, 2 * keyWidth]` behind those held; they count once `advance` is called.
    func append(layer: Int, _ rows: Rows) { keyValues(layer)[count..<count + rows.count].copy(rows) }

    func advance(by rows: Int) { count += rows }

    /// Forgets everything from the given input on; the memory stays.
    package func truncate(to newCount: Int) { count = min(count, max(0, newCount)) }

    /// A cache of its own with the first `prefix` inputs and room for `capacity`.
    package func copy(prefix: Int, capacity: Int) -> KeyValueCache {
        let kept = min(count, max(0, prefix))
        let result = KeyValueCache(shape: shape, capacity: max(kept, capacity))
        for (source, target) in zip(layers, result.layers) {
            target.pointer.update(from: source.pointer, count: kept * stride)
        }
        result.count = kept
        return result
    }

    /// Memory held, used or not.
    package var bytes: Int { capacity * Self.bytesPerInput(shape) }

    /// Memory that one input takes in all layers.
    package static func bytesPerInput(_ shape: TransformerShape) -> Int {
        shape.layers * 2 * shape.keyWidth * MemoryLayout<Float>.stride
    }
}
