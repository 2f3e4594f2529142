import HoneBase

/// Why nothing can be said of a dataset's file.
package struct DatasetError: HoneError, Hashable {
    package let place: String?
    package let problem: String
    package let remedy: String?
    package var fault: Fault { .input }

    init(_ place: String, _ problem: String, remedy: String? = nil) {
        self.place = place
        self.problem = problem
        self.remedy = remedy
    }
}
