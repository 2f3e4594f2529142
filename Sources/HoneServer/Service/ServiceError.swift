import HoneBase

/// Why a request is refused: an HTTP status, and what stands in the body (a problem in the sense of RFC 9457).
struct ServiceError: Error, Hashable {
    /// 400 for what makes no sense, 401 without the token, 404 for what is not there, 405 for another method, 409 for what cannot be
    /// done any more, 413 and 415 for bodies that are not read, 500 for what is Hone's fault or its machine's.
    let status: Int
    /// What is wrong, and what to do about it.
    let detail: String

    init(_ status: Int, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    /// What the library says of a request: whoever asked is at fault, or Hone, or its machine.
    init(_ error: any Error) {
        if let error = error as? ServiceError {
            self = error
        } else if let error = error as? any HoneError {
            self.init(error.fault == .input ? 409 : 500, error.description)
        } else {
            self.init(500, "\(error)")
        }
    }

    var body: JSON {
        ["status": .integer(status), "title": .string(Self.titles[status] ?? "Error"), "detail": .string(detail)]
    }

    static let titles = [
        400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict",
        413: "Payload Too Large", 415: "Unsupported Media Type", 500: "Internal Server Error",
    ]
}
