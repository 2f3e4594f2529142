/// How large generations are. Small ones evolve faster and large ones keep a wider front, so that they grow with the study.
package struct GenerationSize: Sendable, Hashable {
    /// The first generation's size, and the largest.
    package var least = 16
    package var most = 50
    /// In parts of the complete trials before the generation.
    package var share = 0.05

    package init() {}

    /// The size of a generation that so many complete trials have gone before.
    package func after(_ complete: Int) -> Int { min(max(least, Int(share * Double(complete))), max(least, most)) }
}
