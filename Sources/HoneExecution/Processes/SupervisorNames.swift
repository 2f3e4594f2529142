/// How the supervisor is called.
enum SupervisorNames {
    static let program = "hone-supervisor"
    /// The variable that names it where it lies elsewhere.
    static let variable = "HONE_SUPERVISOR"
}
