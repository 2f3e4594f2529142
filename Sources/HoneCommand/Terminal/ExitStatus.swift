/// How the tool ends: 0 done, 1 it failed, 2 wrong use or wrong input.
enum ExitStatus {
    static let failed: Int32 = 1
    static let wrongInput: Int32 = 2
}
