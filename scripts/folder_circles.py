#!/usr/bin/env python3
"""Proves that no two folders of a target use each other's types, directly or by a way round.

    scripts/folder_circles.py [TARGET ...]     all targets under Sources/ if none is named; exit code 1 if there is a circle
    scripts/folder_circles.py --layers         the folders of each target too, lowest first, with what they use

The compiler keeps circles out of the targets; inside a target this script does. It reads Swift only as far as it must:
comments and texts are blanked (what stands in \\( ) is code), a type is what `struct`, `class`, `enum`, `actor`,
`protocol` or `typealias` names outside all braces or inside an extension, and a folder uses a type where its name stands
without a dot before it. A folder's own files and each folder within it are compared in the same way, level by level.
Members that an extension adds to a type of another folder are not seen.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent / "Sources"
DECLARATION = re.compile(r"\b(?:struct|class|enum|actor|protocol|typealias)\s+([A-Z]\w*)")
EXTENSION = re.compile(r"\bextension\s+([A-Z][\w.]*)")
# A name, with all that is written before it by way of dots.
NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*")


def blanked(text):
    """The text with comments and the contents of literals replaced by blanks; line feeds stay."""
    out = list(text)

    def blank(start, end):
        for i in range(start, end):
            if out[i] != "\n":
                out[i] = " "

    def code(i, closing):
        """Reads code from i to the closing bracket of an interpolation, or to the end; returns where it ended."""
        depth = 0
        while i < len(text):
            if text.startswith("//", i):
                end = text.find("\n", i)
                end = len(text) if end < 0 else end
                blank(i, end)
                i = end
            elif text.startswith("/*", i):
                start, level = i, 0
                while i < len(text):
                    if text.startswith("/*", i):
                        level, i = level + 1, i + 2
                    elif text.startswith("*/", i):
                        level, i = level - 1, i + 2
                        if level == 0:
                            break
                    else:
                        i += 1
                blank(start, i)
            elif match := re.compile(r'(#*)("""|")').match(text, i):
                i = literal(match.end(), match[2], match[1])
            else:
                if closing:
                    depth += {"(": 1, ")": -1}.get(text[i], 0)
                    if depth < 0:
                        return i
                i += 1
        return i

    def literal(i, quotes, hashes):
        start = i
        while i < len(text):
            if text.startswith(quotes + hashes, i):
                blank(start, i)
                return i + len(quotes + hashes)
            if text.startswith("\\" + hashes + "(", i):
                i += len(hashes) + 2
                blank(start, i)
                i = code(i, closing=True)
                start = i
            elif text[i] == "\\" and not hashes:
                i += 2
            elif text[i] == "\n" and len(quotes) == 1:
                break
            else:
                i += 1
        blank(start, min(i, len(text)))
        return i

    code(0, closing=False)
    return "".join(out)


class File:
    """What one file declares, extends and names."""

    def __init__(self, path):
        self.path = path
        text = blanked(path.read_text())
        self.types = set()  # visible in the whole target
        self.nested = set()  # (outer type, name)
        self.hidden = set()  # names that mean something of this file alone
        self.outer = set()  # types whose members the file writes
        self.uses = {}  # name or Outer.Name -> line
        self.read_declarations(text)
        for match in NAME.finditer(text):
            parts = re.split(r"\s*\.\s*", match[0])
            line = text.count("\n", 0, match.start()) + 1
            self.uses.setdefault(parts[0], line)
            if len(parts) > 1:
                self.uses.setdefault(".".join(parts[:2]), line)

    def read_declarations(self, text):
        stack = []  # names of the types around, None for other braces
        pending = None
        for match in re.finditer(rf"{DECLARATION.pattern}|{EXTENSION.pattern}|[{{}};]", text):
            if match[1]:
                head = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
                outer = next((name for name in reversed(stack) if name), None)
                if not stack and not re.search(r"\b(?:file)?private\b", head):
                    self.types.add(match[1])
                else:
                    self.hidden.add(match[1])
                if outer and all(stack):
                    self.nested.add((outer, match[1]))
                if not match[0].startswith("typealias"):
                    pending = match[1]
                    self.outer.add(match[1])
            elif match[2]:
                pending = match[2].split(".")[-1]
                self.outer.update(match[2].split("."))
            elif match[0] == "{":
                stack.append(pending)
                pending = None
            elif match[0] == "}" and stack:
                stack.pop()


def links(units):
    """For each unit the units that it uses: {unit: {other: [(type, place)]}}; a unit is a name and its files."""
    home, nested_home = {}, {}
    nested = defaultdict(set)
    for unit, files in units.items():
        for file in files:
            for name in file.types:
                home[name] = unit
    for unit, files in units.items():
        for file in files:
            for outer, name in file.nested:
                nested[outer].add(name)
                # A type nested in an extension belongs to the extension's folder.
                if home.get(outer) not in (None, unit):
                    nested_home[f"{outer}.{name}"] = unit
    used = {unit: defaultdict(list) for unit in units}
    for unit, files in units.items():
        for file in files:
            own = file.hidden.union(*(nested[outer] for outer in file.outer)) if file.outer else file.hidden
            for name, line in file.uses.items():
                target = nested_home.get(name) if "." in name else None if name in own else home.get(name)
                if target not in (None, unit):
                    used[unit][target].append((name, f"{file.path.name}:{line}"))
    return used


def components(graph):
    """Groups of units that reach each other (Tarjan, SIAM J. Comput. 1, 1972), lowest first."""
    index, low, stack, result = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph[node]):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group = []
            while not group or group[-1] != node:
                group.append(stack.pop())
            result.append(sorted(group))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return result


def check(folder, files, layers):
    """Compares the parts of a folder, then the parts of each; returns the number of circles."""
    units = defaultdict(list)
    for file in files:
        parts = file.path.relative_to(folder).parts
        units[parts[0] if len(parts) > 1 else "."].append(file)
    title = folder.relative_to(SOURCES)
    used = links(units)
    groups = components(used)
    circles = [group for group in groups if len(group) > 1]
    if layers and len(units) > 1:
        print(f"{title}:")
        for unit in (unit for group in groups for unit in group):
            print(f"  {unit}: {', '.join(sorted(used[unit])) or '-'}")
    for group in circles:
        print(f"{title}: circle between {', '.join(group)}")
        for unit in group:
            for other in group:
                places = used[unit].get(other, [])
                if places:
                    shown = ", ".join(f"{name} ({place})" for name, place in sorted(places)[:4])
                    more = f" and {len(places) - 4} more" if len(places) > 4 else ""
                    print(f"  {unit} uses {other}: {shown}{more}")
    return len(circles) + sum(
        check(folder / unit, inner, layers) for unit, inner in sorted(units.items()) if unit != "."
    )


def main(arguments):
    layers = "--layers" in arguments
    names = [name for name in arguments if name != "--layers"]
    folders = [SOURCES / name for name in names] or sorted(path for path in SOURCES.iterdir() if path.is_dir())
    circles = 0
    for folder in folders:
        files = [File(path) for path in sorted(folder.rglob("*.swift"))]
        if not files and names:
            sys.exit(f"{folder}: there is no such target, or it holds no Swift")
        circles += check(folder, files, layers)
    sys.exit(1 if circles else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
