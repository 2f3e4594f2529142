#!/usr/bin/env python3
"""What `import Hone` shows: lists every public declaration, and finds those without a doc comment.

    scripts/public_surface.py            compares with docs/public-surface.txt; exit code 1 if they differ, if a public
                                         declaration has no doc comment, or if a target that Hone does not export has one
    scripts/public_surface.py --write    writes docs/public-surface.txt

It reads Swift only as far as it must. In Swift a declaration is public where it says so, but for the cases of a public enum
and the requirements of a public protocol. The targets that a user sees are those that Sources/Hone/Exports.swift exports,
and what these export themselves.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

from folder_circles import SOURCES, blanked

LISTING = SOURCES.parent / "docs" / "public-surface.txt"
TYPE = re.compile(r"\b(struct|class|enum|actor|protocol|extension)\s+([A-Z][\w.]*)")
REQUIREMENT = re.compile(r"(?:(?:static|mutating|nonisolated)\s+)*(?:func|var|init|subscript|associatedtype)\b")
CONTINUES = re.compile(r"\s*(?:->|throws\b|async\b|rethrows\b|where\b|:|\{|\))")
# Members that say what a protocol's documentation says already.
INHERITED = re.compile(
    r"(?:static )?func (?:==|<|hash\(|encode\(to )|init\((?:from decoder|\w+Literal )|func encode\(to"
    r"|(?:let|var) (?:description|place|problem|remedy|fault|startIndex|endIndex|hashValue)\b"
    # Of executors.
    r"|func (?:check\(_ command|launch\(|recover\(|hasEnded\(|attach\(|stop\(_ handle)|var needsCommand\b"
)


class Declaration:
    def __init__(self, owner, text, place, is_documented):
        self.owner, self.text, self.place, self.is_documented = owner, text, place, is_documented


def signature(code, start):
    """The declaration that begins at `start`, up to its body or its value; and where it ends."""
    depth, i = 0, start
    while i < len(code):
        c = code[i]
        if c in "([":
            depth += 1
        elif c in ")]":
            depth -= 1
        elif depth == 0 and (c == "{" or (c == "=" and re.match(r"\s=\s", code[i - 1 : i + 2]))):
            break
        elif depth == 0 and c == "\n" and not CONTINUES.match(code, i + 1):
            break
        i += 1
    return start, i


def declarations(path):
    """The public declarations of a file."""
    text = path.read_text()
    code = blanked(text)
    lines = text.split("\n")
    result = []
    stack = []  # (kind, name, is public), or None for a body
    position = 0

    def documented(line):
        above = line - 1
        while above >= 0 and lines[above].strip().startswith("@"):
            above -= 1
        return above >= 0 and lines[above].strip().startswith("///")

    def is_inside_type():
        return all(stack)

    for number, line in enumerate(lines):
        begin = position
        position += len(line) + 1
        head = code[begin : begin + len(line)]
        stripped = head.strip()
        kind = None
        if stripped and is_inside_type():
            owner = stack[-1] if stack else None
            is_public = re.match(r"(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)*?public\b", stripped)
            is_case = owner and owner[0] == "enum" and owner[2] and re.match(r"(?:indirect )?case\b", stripped)
            is_requirement = owner and owner[0] == "protocol" and owner[2] and REQUIREMENT.match(stripped)
            kind = TYPE.search(stripped)
            if is_public or is_case or is_requirement:
                first = begin + len(head) - len(head.lstrip())
                start, end = signature(code, first)
                shown = re.sub(r"\s+", " ", text[start:end]).strip().rstrip(",")
                shown = re.sub(r"\( ", "(", re.sub(r" \)", ")", re.sub(r"\bpublic ", "", shown)))
                where = ".".join(entry[1] for entry in stack)
                if not shown.startswith("extension"):
                    result.append(
                        Declaration(where, shown, f"{path.relative_to(SOURCES.parent)}:{number + 1}", documented(number))
                    )
        # Braces of the line; the first one after a type's head opens the type.
        for match in re.finditer(r"[{}]", head):
            if match[0] == "}":
                if stack:
                    stack.pop()
                continue
            before = code[: begin + match.start()]
            opener = None
            if is_inside_type():
                since = max(before.rfind("{"), before.rfind("}"), before.rfind(";"))
                found = list(TYPE.finditer(before, since + 1))
                found = [m for m in found if not re.search(r"[.:<,&]\s*$", before[since + 1 : m.start()])]
                # A function's `where` or a `class func` is no type's head.
                if found and not re.search(r"\b(?:func|init|subscript|var|let)\b", before[found[0].start() :]):
                    m = found[0]
                    line_start = before.rfind("\n", 0, m.start()) + 1
                    opener = (m[1], m[2], "public" in before[line_start : m.start()].split())
            stack.append(opener)
    return result


def exported(target, seen):
    """The target and all that its sources export, down to the ground."""
    if target in seen or not (SOURCES / target).is_dir():
        return seen
    seen.append(target)
    for path in sorted((SOURCES / target).rglob("*.swift")):
        for name in re.findall(r"^@_exported import (\w+)", path.read_text(), re.M):
            exported(name, seen)
    return seen


def listing(targets):
    lines = ["What `import Hone` shows. Written by scripts/public_surface.py --write; a test of `make lint` compares.", ""]
    for target, found in targets.items():
        lines += [f"# {target}", ""]
        members = defaultdict(list)
        heads = {}
        for declaration in found:
            match = TYPE.search(declaration.text)
            # The name of a type that is declared here, within its owner.
            if match and not re.search(r"\b(?:func|var|let|init|case)\b", declaration.text[: match.end()]):
                name = ".".join(filter(None, [declaration.owner, match[2]]))
                heads[name] = declaration.text
                members[name] += []
            else:
                members[declaration.owner].append(declaration.text)
        for name in sorted(members):
            head = heads.get(name, f"extension {name}")
            lines.append(re.sub(rf"\b{re.escape(name.split('.')[-1])}\b", name, head, count=1))
            lines += [f"    {text}" for text in sorted(members[name])]
        lines.append("")
    return "\n".join(lines)


def main(arguments):
    shown = sorted(exported("Hone", []))
    found = {
        target.name: [d for path in sorted(target.rglob("*.swift")) for d in declarations(path)]
        for target in sorted(SOURCES.iterdir())
        if target.is_dir()
    }
    faults = [
        f"{d.place}: {d.text} is public, but no user can see {target}; make it package"
        for target, declared in found.items()
        if target not in shown
        for d in declared
    ]
    faults += [
        f"{d.place}: {d.text} is public and has no doc comment"
        for target in shown
        for d in found[target]
        if not d.is_documented and not INHERITED.search(d.text)
    ]
    text = listing({target: found[target] for target in shown})
    if "--write" in arguments:
        LISTING.write_text(text)
    elif not LISTING.exists() or LISTING.read_text() != text:
        faults.append(f"{LISTING.relative_to(SOURCES.parent)}: the public surface changed; look at the difference, then "
                      "write it with scripts/public_surface.py --write")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
