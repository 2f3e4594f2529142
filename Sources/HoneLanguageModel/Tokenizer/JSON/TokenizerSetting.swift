import HoneBase

/// Larger settings than these are none. (Only tables of normalizers that Hone does not know are.)
private let largestSetting = 1 << 18

extension JSON {
    /// A setting in a tokenizer's files, not one of its tables; null if there is none.
    ///
    /// - Parameters:
    ///   - range: where it stands in `bytes`, the whole file.
    ///   - place: named in errors.
    init(
        tokenizerSetting bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>?, file: String, place: String
    ) throws(ModelFileError) {
        guard let range else {
            self = .null
            return
        }
        guard range.count <= largestSetting else {
            throw ModelFileError(
                .unsupported, file: file, place: place,
                problem: "has \(range.count) bytes, settings have at most \(largestSetting)",
                remedy: "Use a model with a tokenizer of a known family.")
        }
        var cursor = JSONCursor(bytes, range: range)
        do {
            try self.init(&cursor)
        } catch {
            throw ModelFileError(reading: error, file: file, remedy: Tokenizer.remedy)
        }
    }
}

extension ModelFileError {
    /// An error in the midst of a JSON file, as one of that file.
    init(reading error: any Error, file: String, remedy: String) {
        switch error {
        case let error as ModelFileError: self = error
        case let error as JSONError:
            self.init(.malformed, file: file, place: "byte \(error.offset)", problem: error.problem, remedy: remedy)
        default: self.init(.unreadable, file: file, place: "", problem: "\(error)", remedy: remedy)
        }
    }
}
