/// Which task is meant, before it is loaded.
package struct TaskIdentity: Sendable, Hashable {
    /// `hpobench/vehicle`, or `table/DATASET/FAMILY` for a task of a trials file.
    package let name: String
    package let family: String
    package let dataset: String

    package init(name: String, family: String, dataset: String) {
        self.name = name
        self.family = family
        self.dataset = dataset
    }

    /// Of a function; its dimensions and instances go as one dataset.
    package init(_ function: TestFunction) {
        self.init(name: function.name, family: function.suite, dataset: function.kin)
    }
}
