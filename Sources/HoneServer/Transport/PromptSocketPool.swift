import FlyingFox
import FlyingSocks
import Foundation

/// Sends what is written at once. The server writes head and body of an answer apart; without this the body waits until the other side
/// has acknowledged the head, which it puts off for 40 ms.
///
/// Every socket comes by here when it first has to wait, the one that listens too, from which connections take over the option.
struct PromptSocketPool: AsyncSocketPool {
    private let pool: any AsyncSocketPool = HTTPServer.defaultPool()

    func prepare() async throws { try await pool.prepare() }

    func run() async throws { try await pool.run() }

    func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
        var isOn: Int32 = 1
        setsockopt(socket.file.rawValue, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        try await pool.suspendSocket(socket, untilReadyFor: events)
    }
}
