"""Search spaces as people write them: short constructors for parameters, drawing at random, and JSON.

A parameter has a name, a kind, ends or choices, a default, a line `why` that says what it does, and perhaps `when`:
the values of another parameter under which it exists."""
import hashlib
import json
import math
import re


class Parameter:
    def __init__(self, name, kind, why, default=None, when=None, **domain):
        self.name, self.kind, self.why, self.default, self.when, self.domain = name, kind, why, default, when, domain

    def draw(self, rng):
        d = self.domain
        if self.kind == "categorical":
            return d["choices"][int(rng.integers(len(d["choices"])))]
        if self.kind == "ordinal":
            return d["values"][int(rng.integers(len(d["values"])))]
        low, high = d["low"], d["high"]
        if d.get("scale") == "log":
            x = math.exp(rng.uniform(math.log(low), math.log(high)))
        elif self.kind == "int":
            return int(rng.integers(low, high + 1))
        else:
            x = rng.uniform(low, high)
        if self.kind == "int":
            return int(min(max(round(x), low), high))
        return min(max(float(f"{x:.6g}"), low), high)

    def json(self):
        domain = dict(type=self.kind, **self.domain)
        if self.default is not None:
            domain["default"] = self.default
        if self.when:
            domain["if"] = self.when
        domain["describe"] = self.why
        return domain


def real(name, low, high, default, why, when=None):
    return Parameter(name, "float", why, default, when, low=low, high=high)


def logreal(name, low, high, default, why, when=None):
    return Parameter(name, "float", why, default, when, low=low, high=high, scale="log")


def whole(name, low, high, default, why, when=None):
    return Parameter(name, "int", why, default, when, low=low, high=high)


def logwhole(name, low, high, default, why, when=None):
    return Parameter(name, "int", why, default, when, low=low, high=high, scale="log")


def choice(name, choices, default, why, when=None):
    return Parameter(name, "categorical", why, default, when, choices=list(choices))


def flag(name, default, why, when=None):
    return Parameter(name, "categorical", why, default, when, choices=[True, False])


def steps(name, values, default, why, when=None):
    return Parameter(name, "ordinal", why, default, when, values=list(values))


class Space:
    def __init__(self, parameters):
        self.parameters = list(parameters)
        names = [p.name for p in self.parameters]
        # As Hone has it: letters, digits, _, - and ., and different when written in capitals.
        assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", n) for n in names), f"a name that Hone refuses: {names}"
        assert len({re.sub(r"[^A-Z0-9]", "_", n.upper()) for n in names}) == len(names), f"a name twice: {names}"
        for p in self.parameters:
            if p.when:
                assert set(p.when) <= set(names), f"{p.name}: its condition names no parameter"
            d = p.domain
            if p.default is not None and "low" in d:
                assert d["low"] <= p.default <= d["high"], f"{p.name}: default outside"
            if p.default is not None and "low" not in d:
                assert p.default in d.get("choices", d.get("values")), f"{p.name}: default is no choice"

    def _fill(self, value_of):
        config = {}
        for p in self.parameters:
            if p.when and not all(
                config.get(parent) in (v if isinstance(v, list) else [v]) and parent in config
                for parent, v in p.when.items()
            ):
                continue
            config[p.name] = value_of(p)
        return config

    def draw(self, rng):
        return self._fill(lambda p: p.draw(rng))

    def defaults(self):
        """The default configuration; None where a parameter has none."""
        config = self._fill(lambda p: p.default)
        return None if any(v is None for v in config.values()) else config

    def json(self):
        return {p.name: p.json() for p in self.parameters}

    def digest(self):
        """Changes with what is drawn, not with descriptions."""
        plain = {n: {k: v for k, v in d.items() if k != "describe"} for n, d in self.json().items()}
        return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:12]
