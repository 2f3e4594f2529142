import Foundation
import HoneKernels

/// The mean of the quantile's density, from its logits.
enum ExpectedQuantiles {
    /// Of each row of logits.
    static func of(_ logits: Rows) -> [Double] {
        let bins = ReaderBins.quantile(logits.width)
        let centers = (0..<logits.width).map(bins.center)
        return (0..<logits.count).map { row in
            let values = logits[row]
            let largest = Double(VectorMath.maximum(values, logits.width))
            var (sum, mean) = (0.0, 0.0)
            for bin in 0..<logits.width {
                let weight = exp(Double(values[bin]) - largest)
                sum += weight
                mean += weight * centers[bin]
            }
            return mean / sum
        }
    }
}
