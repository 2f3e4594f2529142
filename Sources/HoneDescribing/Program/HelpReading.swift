import Foundation
import HoneBase

/// Reads what a process writes into pipes until it has ended, or until enough was read or waited for.
struct HelpReading {
    private(set) var texts: [[UInt8]]
    private var descriptors: [Int32]
    private let limit: Int

    private static let pieceSize = 1 << 14

    init(_ descriptors: [Int32], limit: Int) {
        self.descriptors = descriptors
        self.limit = limit
        texts = descriptors.map { _ in [] }
    }

    /// - Returns: why reading ended before the process; nil if the process has ended or closed its streams.
    mutating func read(
        for timeout: Double, patience: Double, of pid: pid_t, isInterrupted: () -> Bool
    ) -> HelpRun.Ending? {
        let deadline = Self.now + timeout
        var end: Double?
        while descriptors.contains(where: { $0 >= 0 }) {
            var requests = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            let count = poll(&requests, nfds_t(requests.count), 100)
            if count > 0 {
                for index in requests.indices where requests[index].revents != 0 {
                    guard take(from: index) else { return .tooLong }
                }
            }
            if isInterrupted() { return .interrupted }
            let now = Self.now
            if now >= deadline { return .timedOut }
            // Children that go on would keep the streams open.
            if end == nil, ProcessIdentity(livingPid: pid) == nil { end = now }
            if let end, now >= end + patience { return nil }
        }
        // It closed its streams; its end is near, or it hangs without them.
        while ProcessIdentity(livingPid: pid) != nil {
            if isInterrupted() { return .interrupted }
            if Self.now >= deadline { return .timedOut }
            usleep(10_000)
        }
        return nil
    }

    /// Reads what is there.
    ///
    /// - Returns: whether more may come within the limit.
    private mutating func take(from index: Int) -> Bool {
        var piece = [UInt8](repeating: 0, count: Self.pieceSize)
        let count = Foundation.read(descriptors[index], &piece, piece.count)
        if count > 0 {
            texts[index] += piece[..<min(count, limit - texts[index].count)]
            return texts[index].count < limit
        }
        if count == 0 || (errno != EINTR && errno != EAGAIN) { descriptors[index] = -1 }
        return true
    }

    private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
