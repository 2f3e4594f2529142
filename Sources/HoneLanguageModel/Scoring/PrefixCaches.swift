/// Keys and values of prompts, the latest used of them within a limit of bytes.
///
/// A prompt that goes on where a cached one ends extends that cache in place; one that leaves it shortly before its
/// end (a history that grew by one trial, before the same question) cuts the end off first. A prompt that shares less
/// gets a copy of what is shared, so that two prompts used in turn do not undo each other. What is dropped first is
/// what was used least recently by a count of uses: never by time or address, so equal calls drop equally.
struct PrefixCaches {
    private struct Entry {
        var prompt: [InputRow]
        var cache: KeyValueCache
        var lastUse: Int
    }

    /// What a prompt finds: its cache, holding the first `held` inputs of it and nothing else.
    struct Found {
        let cache: KeyValueCache
        let held: Int
        fileprivate let index: Int
    }

    let shape: TransformerShape
    /// Bytes that caches may hold; the prompt in use is kept even if it alone takes more.
    let byteLimit: Int
    private var entries: [Entry] = []
    private var uses = 0
    private(set) var evictions = 0

    init(shape: TransformerShape, byteLimit: Int) {
        self.shape = shape
        self.byteLimit = byteLimit
    }

    var count: Int { entries.count }
    var bytes: Int { entries.reduce(0) { $0 + $1.cache.bytes } }
    /// The cached prompts, the least recently used first.
    var prompts: [[InputRow]] { entries.sorted { $0.lastUse < $1.lastUse }.map(\.prompt) }

    /// A cached prompt's end may be cut off if it is at most this part of what stays; otherwise it is copied.
    private static let shortEnd = 8

    /// The cache for a prompt with as much of its beginning as is known, cut or copied to hold just that, with room for
    /// the rest. `settle` must follow once the rest is computed.
    mutating func find(_ prompt: [InputRow]) -> Found {
        uses += 1
        let shared = entries.map { CandidateTree.commonBeginning($0.prompt, prompt) }
        // The longest beginning; of equal ones the shortest prompt, of equal ones the oldest.
        let best = entries.indices.filter { shared[$0] > 0 }.min {
            (-shared[$0], entries[$0].prompt.count, $0) < (-shared[$1], entries[$1].prompt.count, $1)
        }
        guard let best else {
            makeRoom(for: prompt.count, keeping: nil)
            entries.append(
                Entry(prompt: [], cache: KeyValueCache(shape: shape, capacity: prompt.count), lastUse: uses))
            return Found(cache: entries[entries.count - 1].cache, held: 0, index: entries.count - 1)
        }
        let held = shared[best]
        entries[best].lastUse = uses
        if (entries[best].prompt.count - held) * Self.shortEnd <= held {
            entries[best].cache.truncate(to: held)
            entries[best].prompt.removeSubrange(held...)
            let kept = makeRoom(for: max(0, prompt.count - entries[best].cache.capacity), keeping: best) ?? best
            entries[kept].cache.reserve(prompt.count - held)
            return Found(cache: entries[kept].cache, held: held, index: kept)
        }
        let source = makeRoom(for: prompt.count, keeping: best) ?? best
        let copy = entries[source].cache.copy(prefix: held, capacity: prompt.count)
        // The other prompt was used for its beginning only just now, the new one after it.
        uses += 1
        entries.append(Entry(prompt: Array(prompt[..<held]), cache: copy, lastUse: uses))
        return Found(cache: copy, held: held, index: entries.count - 1)
    }

    /// Writes down what a cache holds after its prompt was computed, wholly or as far as it came.
    mutating func settle(_ found: Found, _ prompt: [InputRow]) {
        guard found.cache.count > 0 else {
            entries.remove(at: found.index)
            return
        }
        entries[found.index].prompt = Array(prompt.prefix(found.cache.count))
        makeRoom(for: 0, keeping: found.index)
    }

    /// Drops the least recently used until `inputs` more fit or nothing but `kept` is left; returns where that is now.
    @discardableResult
    private mutating func makeRoom(for inputs: Int, keeping kept: Int?) -> Int? {
        let keptUse = kept.map { entries[$0].lastUse }
        let limit = byteLimit - inputs * KeyValueCache.bytesPerInput(shape)
        while bytes > limit,
            let oldest = entries.indices.filter({ entries[$0].lastUse != keptUse })
                .min(by: { entries[$0].lastUse < entries[$1].lastUse })
        {
            entries.remove(at: oldest)
            evictions += 1
        }
        return entries.firstIndex { $0.lastUse == keptUse }
    }
}
