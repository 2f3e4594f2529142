import Foundation

#if canImport(Darwin)
    import Darwin
#endif

/// Seconds since the machine was started, those that it slept included: a clock that nobody sets.
enum BootClock {
    static var now: Double {
        var time = timespec()
        #if os(Linux)
            clock_gettime(CLOCK_BOOTTIME, &time)
        #else
            clock_gettime(CLOCK_MONOTONIC, &time)
        #endif
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
