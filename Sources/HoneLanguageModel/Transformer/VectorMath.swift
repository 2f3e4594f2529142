/// Eight floats at a time: the element-wise pieces that BLAS has no call for. Layouts are contiguous floats; counts
/// need not be multiples of eight.
enum VectorMath {
    typealias Vector = SIMD8<Float>

    @inline(__always)
    static func load(_ pointer: UnsafePointer<Float>) -> Vector {
        UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
    }

    @inline(__always)
    static func store(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: Vector.self)
    }

    /// e^x within 2 units in the last place for -87 <= x <= 88, clamped outside.
    ///
    /// Cody and Waite's reduction to |r| <= ln 2 / 2 and a polynomial of degree 6; rounding by adding 1.5 * 2^23
    /// because a rounding instruction is not in the baseline instruction set.
    @inline(__always)
    static func exp(_ x: Vector) -> Vector {
        let low = Vector(repeating: -87)
        let high = Vector(repeating: 88)
        var clamped = x.replacing(with: low, where: x .< low)
        clamped = clamped.replacing(with: high, where: clamped .> high)
        let magic = Vector(repeating: 12_582_912)
        let shifted = clamped * 1.442_695_04 + magic
        let whole = shifted - magic
        let r = (clamped - whole * 0.693_359_375) + whole * 2.121_944_4e-4
        var p = Vector(repeating: 1.0 / 720)
        p = p * r + (1.0 / 120)
        p = p * r + (1.0 / 24)
        p = p * r + (1.0 / 6)
        p = p * r + 0.5
        p = p * r + 1
        p = p * r + 1
        let exponent = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- 0x4B40_0000 &+ 127
        return p * unsafeBitCast(exponent &<< 23, to: Vector.self)
    }

    @inline(__always)
    static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
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
    @inline(__always)
    static func add(_ alpha: Float, _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, _ count: Int) {
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
    @inline(__always)
    static func maximum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
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

    /// x = e^(x * scale - shift); returns the sum.
    @inline(__always)
    static func exponentiate(_ x: UnsafeMutablePointer<Float>, _ count: Int, scale: Float, shift: Float) -> Float {
        var sum = Vector.zero
        var i = 0
        while i &+ 8 <= count {
            let value = exp(load(x + i) * scale - shift)
            store(value, x + i)
            sum += value
            i &+= 8
        }
        var total = sum.sum()
        if i < count {
            var tail = Vector(repeating: -.infinity)
            for j in 0..<(count &- i) { tail[j] = x[i &+ j] * scale - shift }
            tail = exp(tail)
            for j in 0..<(count &- i) {
                x[i &+ j] = tail[j]
                total += tail[j]
            }
        }
        return total
    }

    /// x *= factor
    @inline(__always)
    static func scale(_ x: UnsafeMutablePointer<Float>, _ count: Int, by factor: Float) {
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
