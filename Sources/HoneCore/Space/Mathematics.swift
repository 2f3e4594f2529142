// HoneCore keeps to the standard library and the platform's C mathematics, so that it stays free of Foundation's cost.
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

func naturalLogarithm(_ x: Double) -> Double { log(x) }

func exponential(_ x: Double) -> Double { exp(x) }

func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
