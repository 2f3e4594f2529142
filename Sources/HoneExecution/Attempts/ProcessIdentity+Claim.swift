import HoneBase

extension ProcessIdentity {
    /// The supervisor that a claim names.
    init?(_ claim: AttemptRecord) {
        guard claim.kind == "claim", let pid = claim.count("pid"),
            let start = claim.text("start").flatMap({ UInt64($0) }), let machine = claim.text("machine")
        else { return nil }
        self.init(pid: Int32(clamping: pid), startTime: start, machine: machine)
    }
}
