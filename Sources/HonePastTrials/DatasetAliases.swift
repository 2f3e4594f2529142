/// Which names mean the same dataset, so that leaving one out leaves out all of them.
///
/// A part of a dataset counts as that dataset: whoever has seen `optdigits` has seen `digits`.
public struct DatasetAliases: Sendable, Hashable {
    /// Normalised name -> the name that stands for its group.
    private var groups: [String: String]

    /// - Parameter groups: names of one dataset each; a name in two groups joins them.
    public init(_ groups: [[String]] = []) {
        self.groups = [:]
        for group in groups { join(group) }
    }

    /// The names that Hone knows: those of KEEL, OpenML, UCI and scikit-learn for datasets of its own database and tests.
    public static let standard = DatasetAliases([
        ["credit_g", "german", "german_credit", "statlog_german_credit", "german_numer"],
        ["australian", "crx", "credit_approval", "credit_a", "australian_credit", "statlog_australian_credit"],
        ["optdigits", "digits", "optical_recognition_of_handwritten_digits"],
        ["wdbc", "breast_cancer", "breast_cancer_wisconsin_diagnostic"],
        ["wisconsin", "breast_w", "breast_cancer_wisconsin_original"],
        ["breast", "breast_cancer_ljubljana"],
        ["pima", "diabetes", "pima_indians_diabetes"],
        ["phoneme"],
        ["segment", "image_segmentation", "statlog_image_segmentation"],
        ["vehicle", "vehicle_silhouettes", "statlog_vehicle_silhouettes"],
        ["car", "car_evaluation"],
        ["blood_transfusion", "blood_transfusion_service_center", "transfusion"],
        ["heart", "heart_statlog", "statlog_heart"],
        ["penbased", "pendigits", "pen_based_recognition_of_handwritten_digits"],
        ["housevotes", "vote", "congressional_voting_records"],
        ["bupa", "liver_disorders"],
        ["bands", "cylinder_bands"],
        ["magic", "magictelescope", "magic_gamma_telescope"],
        ["chess", "kr_vs_kp"],
        ["ring", "ringnorm"],
        ["movement_libras", "libras", "libras_move"],
        ["monk_2", "monks_problems_2"],
        ["parkinsons_telemonitoring", "parkinsons"],
        ["protein_structure", "casp", "physicochemical_properties_of_protein_tertiary_structure"],
        ["slice_localization", "relative_location_of_ct_slices_on_axial_axis"],
        ["naval_propulsion", "condition_based_maintenance_of_naval_propulsion_plants"],
        ["cifar10", "cifar_10"],
        ["cifar100", "cifar_100"],
        ["imagenet", "imagenet16_120"],
    ])

    /// Declares names of one dataset; groups that share a name become one.
    public mutating func join(_ names: [String]) {
        let normal = names.map(Self.normalised).filter { !$0.isEmpty }
        let touched = Set(normal.map { groups[$0] ?? $0 })
        guard let representative = touched.min() else { return }
        for name in normal { groups[name] = representative }
        for (name, group) in groups where touched.contains(group) { groups[name] = representative }
        for group in touched { groups[group] = representative }
    }

    /// The one name that stands for all names of a dataset.
    public func group(of name: String) -> String {
        let normal = Self.normalised(name)
        return groups[normal] ?? normal
    }

    public func areSame(_ first: String, _ second: String) -> Bool { group(of: first) == group(of: second) }

    /// All known names of the dataset, the given one included, sorted.
    public func names(of name: String) -> [String] {
        let group = group(of: name)
        return Set(groups.filter { $0.value == group }.keys).union([Self.normalised(name)]).sorted()
    }

    /// Lower case, `_` for what separates words, and no source before a slash: `hpobench/Credit-G` is `credit_g`.
    static func normalised(_ name: String) -> String {
        let last = name.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) ?? name
        return String(last.lowercased().map { $0 == "-" || $0 == " " || $0 == "." ? "_" : $0 })
    }
}
