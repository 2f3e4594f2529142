import HoneKernels

/// An intermediate result of a pass and, on the way back, the gradient of the loss with respect to it.
///
/// A class because layers before and behind it add to the one gradient. What a residual branch adds to is changed in place:
/// its gradient then serves both states, since their difference is the branch alone.
final class Activation {
    let value: Rows
    private(set) var gradient: Rows?

    init(_ value: Rows) { self.value = value }

    /// Gradient to be added to, zeros at first.
    func gradientForAdding(_ workspace: Workspace) -> Rows {
        if let gradient { return gradient }
        let rows = workspace.rows(value.count, value.width)
        rows.clear()
        gradient = rows
        return rows
    }

    /// Gradient to be written, and whether it has to be added to what is there.
    func gradientForWriting(_ workspace: Workspace) -> (rows: Rows, isAdding: Bool) {
        if let gradient { return (gradient, true) }
        let rows = workspace.rows(value.count, value.width)
        gradient = rows
        return (rows, false)
    }

    /// Takes over memory that holds the gradient; there must be none yet.
    func adopt(_ rows: Rows) {
        precondition(gradient == nil, "the activation has one consumer")
        gradient = rows
    }
}
