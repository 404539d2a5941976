#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Turns test vectors into a C table (harness.h, test_vector).

    vectors.py OUTPUT.c WYCHEPROOF_DIRECTORY VECTORS.json...

The directory holds ed25519_test.json and x25519_test.json, which become the groups wycheproof_ed25519 and wycheproof_x25519.
"""
import json
import pathlib
import sys


def literal(text):
    """A C string literal; octal escapes of three digits cannot run into what follows."""
    out = []
    for byte in text.encode():
        character = chr(byte)
        plain = 0x20 <= byte < 0x7F and character not in '"\\?'
        out.append(character if plain else f"\\{byte:03o}")
    return '"' + "".join(out) + '"'


def wycheproof(directory, name, shared):
    tests = json.loads((directory / f"{name}_test.json").read_text())
    for group in tests["testGroups"]:
        for test in group["tests"]:
            members = {key: test[key] for key in ("comment", "flags", "result")} | shared(group, test)
            yield {"group": f"wycheproof_{name}", "id": f"wycheproof_{name}/{test['tcId']}", **members}


def main():
    output, directory, *sources = (pathlib.Path(argument) for argument in sys.argv[1:])
    vectors = []
    for source in sources:
        vectors += json.loads(source.read_text())["vectors"]
    vectors += wycheproof(
        directory, "ed25519", lambda group, test: {"pk": group["publicKey"]["pk"], "msg": test["msg"], "sig": test["sig"]}
    )
    vectors += wycheproof(
        directory, "x25519", lambda _, test: {key: test[key] for key in ("public", "private", "shared")}
    )
    lines = ['#include "harness.h"', ""]
    for number, vector in enumerate(vectors):
        lines.append(f"static const test_member members_{number}[] = {{")
        for key, value in vector.items():
            if key in ("group", "id"):
                continue
            is_string = isinstance(value, str)
            text = value if is_string else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            lines.append(
                f"    {{{literal(key)}, {literal(text)}, {len(text.encode())}, {str(is_string).lower()}}},"
            )
        lines.append("};")
    lines.append("const test_vector test_vectors[] = {")
    for number, vector in enumerate(vectors):
        members = f"members_{number}"
        lines.append(
            f"    {{{literal(vector['group'])}, {literal(vector['id'])}, {members},"
            f" sizeof {members} / sizeof {members}[0]}},"
        )
    lines.append("};")
    lines.append(f"const size_t test_vectors_count = {len(vectors)};")
    output.write_text("\n".join(lines) + "\n")


main()
