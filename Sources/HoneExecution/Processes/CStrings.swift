import CSystem
import Foundation

/// Texts as C wants them, one after the other, each ended by a zero byte: arguments and environments of processes, in which
/// any other byte may stand.
package struct CStrings: Sendable {
    private var bytes: [CChar] = []
    private var starts: [Int] = []

    /// All of them, each with its zero byte.
    package var text: [CChar] { bytes }
    package var count: Int { starts.count }

    package init(_ texts: [String] = []) {
        for text in texts { append(text) }
    }

    package mutating func append(_ text: String) {
        starts.append(bytes.count)
        // A zero byte would end the text early; nothing behind one is passed on.
        for byte in text.utf8 where byte != 0 { bytes.append(CChar(bitPattern: byte)) }
        bytes.append(0)
    }

    package mutating func append(_ text: UnsafePointer<CChar>) {
        starts.append(bytes.count)
        bytes.append(contentsOf: UnsafeBufferPointer(start: text, count: strlen(text) + 1))
    }

    /// A text of several parts.
    package mutating func append(_ first: String, _ middle: UnsafePointer<CChar>, _ last: String) {
        append(first)
        bytes.removeLast()
        bytes.append(contentsOf: UnsafeBufferPointer(start: middle, count: strlen(middle)))
        for byte in last.utf8 where byte != 0 { bytes.append(CChar(bitPattern: byte)) }
        bytes.append(0)
    }

    /// Calls `body` with the array that C wants, ended by a null pointer.
    package func withPointers<Result>(_ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result) -> Result {
        var bytes = bytes
        return bytes.withUnsafeMutableBufferPointer { buffer in
            var pointers = starts.map { start in buffer.baseAddress.map { $0 + start } }
            pointers.append(nil)
            return pointers.withUnsafeBufferPointer { list in
                guard let first = list.baseAddress else { preconditionFailure("it holds at least the null pointer") }
                return body(first)
            }
        }
    }
}

extension CStrings {
    /// This process's environment, byte for byte, without the variables whose names are refused.
    package static func environment(without isRefused: (String) -> Bool = { _ in false }) -> CStrings {
        var result = CStrings()
        var next = hone_environment()
        while let entry = next, let text = entry.pointee {
            let name = String(
                decoding: UnsafeBufferPointer(start: text, count: strcspn(text, "=")).lazy.map(UInt8.init(bitPattern:)),
                as: UTF8.self)
            if !isRefused(name) { result.append(text) }
            next = entry + 1
        }
        return result
    }
}
