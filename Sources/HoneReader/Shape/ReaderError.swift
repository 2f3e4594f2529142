import HoneBase

/// What is wrong with a network's file or with what it is asked.
package struct ReaderError: HoneError, Hashable {
    package let place: String?
    package let problem: String
    package let remedy: String?
    package let fault: Fault

    package init(_ place: String?, _ problem: String, remedy: String? = nil, fault: Fault = .input) {
        self.place = place
        self.problem = problem
        self.remedy = remedy
        self.fault = fault
    }
}
