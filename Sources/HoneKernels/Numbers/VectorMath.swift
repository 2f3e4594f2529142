import CKernels

/// Eight floats at a time: the element-wise pieces that BLAS has no call for. Layouts are contiguous floats; counts
/// need not be multiples of eight.
package enum VectorMath {
    package typealias Vector = SIMD8<Float>

    @inlinable @inline(__always)
    package static func load(_ pointer: UnsafePointer<Float>) -> Vector {
        UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
    }

    @inlinable @inline(__always)
    package static func store(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: Vector.self)
    }

    @inlinable @inline(__always)
    package static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
        var sum = Vector.zero
        var i = 0
        while i &+ 8 <= count {
            sum += load(a + i) * load(b + i)
            i &+= 8
        }
        var total = sum.sum()
        while i < count {
            total += a[i] * b[i]
            i &+= 1
        }
        return total
    }

    /// y += alpha * x
    @inlinable @inline(__always)
    package static func add(_ alpha: Float, _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, _ count: Int)
    {
        var i = 0
        while i &+ 8 <= count {
            store(load(y + i) + load(x + i) * alpha, y + i)
            i &+= 8
        }
        while i < count {
            y[i] += alpha * x[i]
            i &+= 1
        }
    }

    /// The largest of `count` >= 1 floats.
    @inlinable @inline(__always)
    package static func maximum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
        var best = x[0]
        var i = 0
        if count >= 8 {
            var vector = load(x)
            i = 8
            while i &+ 8 <= count {
                let next = load(x + i)
                vector = vector.replacing(with: next, where: next .> vector)
                i &+= 8
            }
            best = vector.max()
        }
        while i < count {
            if x[i] > best { best = x[i] }
            i &+= 1
        }
        return best
    }

    /// x = e^(x - shift); returns the sum.
    package static func exponentiate(_ x: UnsafeMutablePointer<Float>, _ count: Int, shift: Float) -> Float {
        for i in 0..<count { x[i] -= shift }
        hone_exponential(InstructionSet.best.code, Int64(count), x)
        return sum(x, count)
    }

    /// x = the standard normal distribution's share below x, absolute error below 3e-7.
    package static func normalShares(_ x: UnsafeMutablePointer<Float>, _ count: Int) {
        hone_normal_shares(InstructionSet.best.code, Int64(count), x)
    }

    private static func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
        var sum = Vector.zero
        var i = 0
        while i &+ 8 <= count {
            sum += load(x + i)
            i &+= 8
        }
        var total = sum.sum()
        while i < count {
            total += x[i]
            i &+= 1
        }
        return total
    }

    /// x *= factor
    @inlinable @inline(__always)
    package static func scale(_ x: UnsafeMutablePointer<Float>, _ count: Int, by factor: Float) {
        var i = 0
        while i &+ 8 <= count {
            store(load(x + i) * factor, x + i)
            i &+= 8
        }
        while i < count {
            x[i] *= factor
            i &+= 1
        }
    }
}
