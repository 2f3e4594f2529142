/// A condition between parameters that every configuration must meet, such as `layers * width <= 4096`.
///
/// Numbers, parameter names, quoted text, `+ - * / // % **`, comparisons, `in [...]`, `and`, `or`, `not`, parentheses, `min`,
/// `max`, `abs`, `log`. A constraint that names an inactive parameter holds.
///
/// A name with a dash is read as one name where a parameter is called so (`weight-decay < 0.1`), the longest name that stands
/// there if there are several; with blanks around it, a dash is always a minus. What stands in backquotes is a name whatever it
/// looks like: `` `weight-decay` < 0.1 ``.
public struct Constraint: Sendable, Hashable {
    /// The text as the user wrote it.
    public let source: String
    /// The parameters it names, in order of appearance.
    public let names: [String]
    package let program: ConstraintProgram

    /// - Parameter known: the parameters' names, which decide whether `a-b` is one name; without them a dash is a minus.
    /// - Throws: `SpaceError` naming the column and what was expected there.
    public init(parsing source: String, knowing known: Set<String> = []) throws(SpaceError) {
        var parser = try ConstraintParser(source, knowing: known)
        program = try parser.parse()
        names = program.names
        self.source = source
    }

    /// The constraint as a space with these parameters reads it.
    func resolved(among known: Set<String>) throws(SpaceError) -> Constraint {
        let hasOddNames = known.contains { ConstraintToken.isOdd($0) && source.contains($0) }
        return hasOddNames ? try Constraint(parsing: source, knowing: known) : self
    }

    /// Whether the configuration meets the constraint.
    public func holds(in configuration: Configuration) -> Bool { program.holds(in: configuration) }

    public static func == (a: Constraint, b: Constraint) -> Bool { a.source == b.source }

    public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}
