import Foundation
import HoneBase

extension TensorFile {
    /// Larger headers are refused: some hundred bytes a tensor are needed.
    private static let largestHeader = 16 << 20
    /// Larger files are refused.
    package static let largestFile = 1 << 30

    /// Reads and checks a file.
    ///
    /// - Throws: `ReaderError` naming the file and what is wrong with it.
    package init(reading url: URL) throws(ReaderError) {
        let bytes: [UInt8]?
        do throws(RegularFile.Refusal) {
            var file = try RegularFile(url.path)
            bytes = file.size <= Self.largestFile ? file.rest(limit: file.size) : nil
        } catch {
            throw ReaderError(url.path, "it cannot be read", remedy: "check the path and its rights")
        }
        guard let bytes else { throw ReaderError(url.path, "it is larger than such a file can be") }
        try self.init(bytes, name: url.path)
    }

    /// Checks contents that are in memory already; `name` stands for the file in errors.
    package init(_ bytes: [UInt8], name: String) throws(ReaderError) {
        func failure(_ problem: String) -> ReaderError {
            ReaderError(name, problem, remedy: "write or fetch the file again")
        }
        guard bytes.count >= 8 else { throw failure("it has only \(bytes.count) bytes") }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(min(bytes.count - 8, Self.largestHeader)) else {
            throw failure("its header claims \(length) bytes of \(bytes.count)")
        }
        let start = 8 + Int(length)
        let header: JSON
        do throws(JSONError) {
            header = try JSON(parsing: bytes[8..<start])
        } catch {
            throw failure("its header is \(error.description)")
        }
        guard let members = header.members else { throw failure("its header is no object") }
        var metadata: [String: String] = [:]
        var places: [(name: String, shape: [Int], range: Range<Int>)] = []
        for member in members {
            if member.name == "__metadata__" {
                for entry in member.value.members ?? [] { metadata[entry.name] = entry.value.text }
                continue
            }
            guard let place = Self.place(member.value, dataSize: bytes.count - start) else {
                throw failure("tensor '\(member.name.prefix(60).description)' has no possible type, shape and place")
            }
            places.append((member.name, place.shape, place.range))
        }
        // The numbers must be covered without holes or overlaps, so that nothing hides in a file.
        var end = 0
        for place in places.sorted(by: {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }) {
            guard place.range.lowerBound == end else { throw failure("tensors do not lie side by side at byte \(end)") }
            end = place.range.upperBound
        }
        guard end == bytes.count - start else {
            throw failure("\(bytes.count - start - end) bytes belong to no tensor")
        }
        var tensors: [Tensor] = []
        for place in places {
            let values = Self.floats(bytes[(start + place.range.lowerBound)..<(start + place.range.upperBound)])
            guard values.allSatisfy(\.isFinite) else {
                throw failure("tensor '\(place.name.prefix(60).description)' holds numbers that are not finite")
            }
            tensors.append(Tensor(place.name, shape: place.shape, values: values))
        }
        self.init(metadata: metadata, tensors: tensors)
    }

    private static func place(_ entry: JSON, dataSize: Int) -> (shape: [Int], range: Range<Int>)? {
        guard entry["dtype"]?.text == "F32", let sizes = entry["shape"]?.elements, sizes.count <= 8,
            let offsets = entry["data_offsets"]?.elements, offsets.count == 2,
            let first = offsets[0].integer, let last = offsets[1].integer, first >= 0, first <= last, last <= dataSize
        else { return nil }
        var shape: [Int] = []
        var bytes = 4
        for size in sizes {
            guard let size = size.integer, size >= 0 else { return nil }
            let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
            guard !overflow else { return nil }
            bytes = product
            shape.append(size)
        }
        return bytes == last - first ? (shape, first..<last) : nil
    }

    private static func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
        bytes.withUnsafeBytes { raw in
            (0..<(raw.count / 4)).map {
                Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
            }
        }
    }

    /// The values of a tensor that must be there in this shape.
    package func values(_ name: String, shape: [Int], of file: String) throws(ReaderError) -> [Float] {
        guard let tensor = self[name], tensor.shape == shape else {
            let there = self[name].map { "has shape \($0.shape)" } ?? "is missing"
            throw ReaderError(file, "tensor '\(name)' \(there); \(shape) is expected", remedy: "fetch the file again")
        }
        return tensor.values
    }
}
