// HoneBase and HoneCore keep to the standard library and the platform's C mathematics, so that they stay free of Foundation's cost.
#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

func log10(_ x: Double) -> Double {
    #if canImport(Darwin)
        Darwin.log10(x)
    #elseif canImport(Glibc)
        Glibc.log10(x)
    #else
        Musl.log10(x)
    #endif
}

package func naturalLogarithm(_ x: Double) -> Double { log(x) }

package func exponential(_ x: Double) -> Double { exp(x) }

package func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
