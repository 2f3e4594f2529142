import Foundation

/// Counts the bytes that are allocated at a time, where AddressSanitizer tells of every allocation; elsewhere it counts none.
///
/// One thread at a time may measure, and what is measured must not allocate on others.
package enum AllocationMeter {
    nonisolated(unsafe) fileprivate static var live = 0
    nonisolated(unsafe) fileprivate static var peak = 0
    nonisolated(unsafe) fileprivate static var sizeOf: (@convention(c) (UnsafeRawPointer?) -> Int)?

    /// Starts counting; false without AddressSanitizer.
    package static func start() -> Bool {
        // The runtime's own function for a block's size; looked up because it is missing from ordinary builds.
        guard let symbol = dlsym(nil, "__sanitizer_get_allocated_size") else { return false }
        sizeOf = unsafeBitCast(symbol, to: (@convention(c) (UnsafeRawPointer?) -> Int).self)
        let before = peak
        withExtendedLifetime([UInt8](repeating: 1, count: 1 << 16)) {}
        return peak > before
    }

    /// The most bytes that `body` held at once beyond what was held before.
    package static func measure<Result>(_ body: () throws -> Result) -> (
        result: Swift.Result<Result, any Error>, bytes: Int
    ) {
        let before = live
        peak = live
        let result = Swift.Result { try body() }
        return (result, peak - before)
    }
}

/// Called by AddressSanitizer after every allocation. Must not allocate.
@_cdecl("__sanitizer_malloc_hook")
func countAllocation(_ block: UnsafeRawPointer?, _ size: Int) {
    guard AllocationMeter.sizeOf != nil else { return }
    AllocationMeter.live += size
    if AllocationMeter.live > AllocationMeter.peak { AllocationMeter.peak = AllocationMeter.live }
}

/// Called by AddressSanitizer before every deallocation.
@_cdecl("__sanitizer_free_hook")
func countDeallocation(_ block: UnsafeRawPointer?) {
    guard let block, let size = AllocationMeter.sizeOf else { return }
    AllocationMeter.live -= size(block)
}

/// AddressSanitizer's settings: a single block beyond any reason ends the process; leaks are no matter of reading files
/// (and processes that are traced cannot look for them). Read before anything is set up, so a constant.
@_cdecl("__asan_default_options")
func sanitizerOptions() -> UnsafePointer<UInt8> {
    let options: StaticString =
        "detect_leaks=0:quarantine_size_mb=16:max_allocation_size_mb=512:hard_rss_limit_mb=4096:allocator_may_return_null=0"
    return options.utf8Start
}
