import HoneKernels
import Testing

@Suite("Half precision") struct HalfPrecisionTests {
    @Test("keeps every number of 16 bits") func roundTrip() {
        for bits in UInt16.min...UInt16.max {
            let value = HalfPrecision.float(half: bits)
            if value.isNaN {
                #expect(HalfPrecision.float(half: HalfPrecision.half(value)).isNaN)
            } else if HalfPrecision.half(value) != bits {
                Issue.record("\(bits) became \(HalfPrecision.half(value))")
            }
        }
    }

    @Test("rounds to the nearest, ties to even") func rounding() {
        /// Value of the bits by the definition of the format.
        func exact(_ bits: UInt16) -> Double {
            let exponent = Int(bits >> 10) & 31
            let fraction = Double(bits & 1023)
            return exponent == 0
                ? fraction * 0x1p-24 : Double(sign: .plus, exponent: exponent - 25, significand: fraction + 1024)
        }
        for bits in UInt16(0)..<0x7bff {
            let (low, high) = (exact(bits), exact(bits + 1))
            #expect(Double(HalfPrecision.float(half: bits)) == low)
            let middle = Float((low + high) / 2)
            #expect(HalfPrecision.half(middle) == bits + (bits & 1))
            #expect(HalfPrecision.half(middle.nextDown) == bits)
            #expect(HalfPrecision.half(-middle.nextUp) == (bits + 1) | 0x8000)
        }
        #expect(HalfPrecision.half(65_519) == 0x7bff)
        #expect(HalfPrecision.half(65_520) == 0x7c00)
        #expect(HalfPrecision.half(.infinity) == 0x7c00)
        #expect(HalfPrecision.float(half: 0xfc00) == -.infinity)
    }
}
