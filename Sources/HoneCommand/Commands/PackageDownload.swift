import Foundation
import Hone

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Downloads a package's file from an index such as PyPI's.
struct PackageDownload {
    static let defaultIndex = "https://pypi.org/simple"
    static let variable = "HONE_PACKAGE_INDEX"
    /// A page that lists the files of one package is small.
    private static let largestPage = 1 << 24

    /// The index's address.
    let index: URL

    init(index: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        let named = index ?? environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 } ?? Self.defaultIndex
        guard let url = URL(string: named), let scheme = url.scheme, ["http", "https"].contains(scheme) else {
            throw CommandFailure.wrongInput("--index \(named): it must be an address such as \(Self.defaultIndex)")
        }
        self.index = url
    }

    /// Downloads the file into a temporary one, which the caller removes; its checksum is for the caller to check.
    func file(of publication: Publication) async throws -> URL {
        let page = index.appendingPathComponent(publication.package).appendingPathComponent("")
        let (data, response) = try await asking(page) { try await URLSession.shared.data(from: page) }
        try check(response, of: page)
        let base = response.url ?? page
        guard data.count <= Self.largestPage,
            let address = Self.address(of: publication.fileName, in: String(decoding: data, as: UTF8.self)),
            let url = URL(string: address, relativeTo: base)
        else {
            throw CommandFailure.failed(
                "\(page): it does not list \(publication.fileName)\n  Name another index with --index, or a file with --file"
            )
        }
        let (file, answer) = try await asking(url) { try await URLSession.shared.download(from: url) }
        do {
            try check(answer, of: url)
        } catch {
            try? FileManager.default.removeItem(at: file)
            throw error
        }
        return file
    }

    /// The address in `<a href="ADDRESS#sha256=...">FILE</a>`.
    static func address(of file: String, in page: String) -> String? {
        for part in page.components(separatedBy: "href=").dropFirst() {
            guard let quote = part.first, quote == "\"" || quote == "'" else { continue }
            let address = part.dropFirst().prefix { $0 != quote && $0 != "#" }
            if address.split(separator: "/").last.map(String.init) == file {
                return String(address).replacing("&amp;", with: "&")
            }
        }
        return nil
    }

    private func asking<T>(_ url: URL, _ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch {
            throw CommandFailure.failed(
                "\(url.absoluteString): cannot be reached: \(error.localizedDescription)\n  Check the network, name another index with --index, or a file with --file"
            )
        }
    }

    private func check(_ response: URLResponse, of url: URL) throws {
        guard let code = (response as? HTTPURLResponse)?.statusCode, code != 200 else { return }
        throw CommandFailure.failed(
            "\(url.absoluteString): the index answers \(code)\n  Name another index with --index, or a file with --file"
        )
    }
}
