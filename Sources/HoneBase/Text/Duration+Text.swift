extension Duration {
    /// A duration written as people write it: `90`, `90s`, `10m`, `2h`, `1h30m`, `1d`; a number without a unit is seconds.
    public init?(text: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        var seconds = 0.0
        var number = ""
        var isEmpty = true
        for character in text {
            if let unit = units[character] {
                guard let value = Double(decimal: number), value >= 0 else { return nil }
                seconds += value * unit
                number = ""
                isEmpty = false
            } else {
                number.append(character)
            }
        }
        if !number.isEmpty {
            guard isEmpty, let value = Double(decimal: number), value >= 0 else { return nil }
            seconds = value
            isEmpty = false
        }
        guard !isEmpty, seconds <= 1e10 else { return nil }
        self = .seconds(seconds)
    }

    /// Seconds, with fractions.
    public var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    /// `m:ss`, or `h:mm:ss` from an hour on.
    public var clockText: String {
        let total = Int(inSeconds.rounded())
        let seconds = total % 60
        let minutes = total / 60 % 60
        let hours = total / 3600
        let tail = (seconds < 10 ? "0" : "") + "\(seconds)"
        guard hours > 0 else { return "\(minutes):\(tail)" }
        return "\(hours):\(minutes < 10 ? "0" : "")\(minutes):\(tail)"
    }
}
