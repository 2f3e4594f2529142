import Foundation

/// The JSON header of a safetensors file, checked against the file's size.
struct SafetensorsHeader {
    private(set) var metadata: [String: String] = [:]
    /// Sorted by name.
    private(set) var tensors: [SafetensorsTensor] = []

    /// A header is some hundred bytes a tensor; the limit keeps a hostile file from making the JSON parser work long.
    static let largestSize = 16 << 20
    private static let metadataKey = "__metadata__"

    /// Either a tensor's entry or the free-form metadata.
    private struct Entry: Decodable {
        let dtype: String?
        let shape: [Int]?
        let offsets: [Int]?

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }
    }

    private struct Contents: Decodable {
        var metadata: [String: String] = [:]
        var entries: [String: Entry] = [:]

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: AnyKey.self)
            for key in container.allKeys {
                if key.stringValue == metadataKey {
                    metadata = try container.decode([String: String].self, forKey: key)
                } else {
                    entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
                }
            }
        }
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private let path: String
    private let remedy: String

    init(bytes: UnsafeRawBufferPointer, path: String, remedy: String) throws(ModelFileError) {
        self.path = path
        self.remedy = remedy
        guard bytes.count >= 8 else { throw malformed("the header's length", "the file has only \(bytes.count) bytes") }
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(min(bytes.count - 8, Self.largestSize)) else {
            throw malformed(
                "the header's length",
                "claims \(length) bytes, in a file of \(bytes.count) bytes and with a limit of \(Self.largestSize)")
        }
        let start = 8 + Int(length)
        let contents = try parse(Data(bytes[8..<start]))
        metadata = contents.metadata
        for (name, entry) in contents.entries.sorted(by: { $0.key < $1.key }) {
            tensors.append(try tensor(name, entry, dataStart: start, dataSize: bytes.count - start))
        }
        try checkCoverage(from: start, to: bytes.count)
    }

    private func parse(_ json: Data) throws(ModelFileError) -> Contents {
        guard json.first == UInt8(ascii: "{") else { throw malformed("the header", "is not a JSON object") }
        do {
            return try JSONDecoder().decode(Contents.self, from: json)
        } catch let error as DecodingError {
            throw malformed("the header", Self.explain(error))
        } catch {
            throw malformed("the header", "cannot be parsed")
        }
    }

    private static func explain(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return "has a value of the wrong kind at \(ModelFileError.quoted(path))"
        default: return "is not valid JSON with tensors' types, shapes and offsets"
        }
    }

    private func tensor(
        _ name: String, _ entry: Entry, dataStart: Int, dataSize: Int
    ) throws(ModelFileError) -> SafetensorsTensor {
        let place = "tensor \(ModelFileError.quoted(name))"
        guard let code = entry.dtype, let shape = entry.shape, let offsets = entry.offsets, offsets.count == 2
        else {
            throw malformed(place, "lacks one of dtype, shape and two data_offsets")
        }
        guard let type = SafetensorsType(rawValue: code) else {
            throw ModelFileError(
                .unsupported, file: path, place: place, problem: "has type \(ModelFileError.quoted(code))",
                remedy: "Store it as one of \(SafetensorsType.supportedNames).")
        }
        let (first, last) = (offsets[0], offsets[1])
        guard first >= 0, first <= last, last <= dataSize else {
            throw malformed(place, "lies at \(first)..<\(last), outside the \(dataSize) bytes of data")
        }
        guard try byteCount(shape, type, place) == last - first else {
            throw malformed(
                place, "has shape \(shape.prefix(8)) of \(code), which does not fill its \(last - first) bytes")
        }
        return SafetensorsTensor(
            name: name, type: type, shape: shape, byteRange: (dataStart + first)..<(dataStart + last))
    }

    private func byteCount(_ shape: [Int], _ type: SafetensorsType, _ place: String) throws(ModelFileError) -> Int {
        var total = type.bytesPerElement
        for size in shape {
            let (product, overflow) = total.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { throw malformed(place, "has the impossible shape \(shape.prefix(8))") }
            total = product
        }
        return total
    }

    /// The format demands that tensors cover the data without holes or overlaps, so that nothing hides in a file.
    private func checkCoverage(from start: Int, to end: Int) throws(ModelFileError) {
        var position = start
        let ordered = tensors.sorted {
            ($0.byteRange.lowerBound, $0.byteRange.upperBound) < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
        }
        for tensor in ordered {
            guard tensor.byteRange.lowerBound == position else {
                throw malformed(
                    "tensor \(ModelFileError.quoted(tensor.name))",
                    "begins at byte \(tensor.byteRange.lowerBound), the tensor before it ends at \(position)")
            }
            position = tensor.byteRange.upperBound
        }
        guard position == end else { throw malformed("the data", "\(end - position) bytes belong to no tensor") }
    }

    private func malformed(_ place: String, _ problem: String) -> ModelFileError {
        ModelFileError(.malformed, file: path, place: place, problem: problem, remedy: remedy)
    }
}
