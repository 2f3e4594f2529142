import Foundation

extension Double {
    /// With six significant digits, as trials are exchanged: measured errors and seconds mean no more, and the same trial
    /// read by two ways is the same.
    var roundedForExchange: Double { Double(decimal: String(format: "%.6g", self)) ?? self }
}
