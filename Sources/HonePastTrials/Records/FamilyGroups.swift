/// Which families are one when a family is left out: their programs are of one kind, so that having seen one tells of the
/// other.
package enum FamilyGroups {
    static func group(of family: String) -> Set<String> {
        KnownData.families.first { $0.contains(family) }.map(Set.init) ?? [family]
    }

    package static func areSame(_ first: String, _ second: String) -> Bool { group(of: first).contains(second) }
}
