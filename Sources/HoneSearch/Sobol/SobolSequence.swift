/// The Sobol sequence: points that fill a unit cube more evenly than random ones do.
///
/// The first 2^m points of any dimension hit each of the 2^m intervals [k / 2^m, (k + 1) / 2^m) once, and so do blocks of 2^m
/// points later on; pairs of dimensions share such nets as well as Joe and Kuo's direction numbers can make them. Points come in
/// the order of Antonov and Saleev ("An economic method of computing LPτ-sequences", 1979): the i-th is the sum over GF(2) of the
/// direction numbers at the ones of i's Gray code.
///
///     let sequence = SobolSequence(dimensions: 2)
///     sequence.point(3)                              // [0.25, 0.75]
package struct SobolSequence: Sendable {
    /// Binary digits of a coordinate: as many as a `Double` in 0..<1 holds at equal distances.
    package static let digits = 52
    /// Dimensions there are direction numbers for.
    package static let mostDimensions = JoeKuoNumbers.dimensions

    package let dimensions: Int
    /// Direction numbers, the first digit in the highest of `digits` bits: `[dimensions][digits]`.
    private let directions: [UInt64]

    /// - Precondition: `dimensions` is at most `mostDimensions`.
    package init(dimensions: Int) {
        precondition(dimensions <= Self.mostDimensions, "there are \(Self.mostDimensions) dimensions")
        self.dimensions = dimensions
        directions = (0..<dimensions).flatMap(Self.directions)
    }

    /// The digits of the index-th point, counted from 0; the first one is the origin.
    package func digits(ofPoint index: UInt64) -> [UInt64] {
        let gray = index ^ (index >> 1)
        return (0..<dimensions).map { dimension in
            var left = gray
            var sum: UInt64 = 0
            while left != 0 {
                let bit = left.trailingZeroBitCount
                guard bit < Self.digits else { break }
                sum ^= directions[dimension * Self.digits + bit]
                left &= left - 1
            }
            return sum
        }
    }

    /// The index-th point, counted from 0, in [0, 1).
    package func point(_ index: UInt64) -> [Double] { digits(ofPoint: index).map(Self.number) }

    /// The number that digits stand for.
    package static func number(_ digits: UInt64) -> Double { Double(digits) * 0x1p-52 }

    /// The recurrence of Joe and Kuo (2008), equation 2: m(k) = 2 a(1) m(k-1) + 2² a(2) m(k-2) + ... + 2^s m(k-s) + m(k-s), sums
    /// over GF(2), s being the degree of the polynomial and a its inner coefficients.
    private static func directions(_ dimension: Int) -> [UInt64] {
        let polynomial = UInt64(JoeKuoNumbers.polynomials[dimension])
        let degree = UInt64.bitWidth - 1 - polynomial.leadingZeroBitCount
        guard degree > 0 else { return (0..<digits).map { 1 << UInt64(digits - 1 - $0) } }
        var numbers: [UInt64] = []
        var packed = JoeKuoNumbers.packedNumbers[dimension]
        for place in 0..<degree {
            numbers.append((packed & ((1 << UInt64(place)) - 1)) * 2 + 1)
            packed >>= UInt64(place)
        }
        for place in degree..<digits {
            var next = numbers[place - degree] ^ (numbers[place - degree] << UInt64(degree))
            for back in 1..<max(degree, 2) where back < degree && polynomial >> UInt64(degree - back) & 1 == 1 {
                next ^= numbers[place - back] << UInt64(back)
            }
            numbers.append(next)
        }
        return numbers.enumerated().map { $1 << UInt64(digits - 1 - $0) }
    }
}
