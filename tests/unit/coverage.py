# SPDX-License-Identifier: MPL-2.0
"""Branch coverage of src/ by the unit programs: coverage.py CHECKOUT BUILD_FOLDER

Runs every program of BUILD_FOLDER/unit-tests.txt (the preset "coverage"), joins what they counted, prints a table by file
and a count of its own: each file and the whole of src/ are a test, and so is that no exclusion is out of date. What is
not reached stands in BUILD_FOLDER/uncovered.txt, in the form in which coverage-exclusions.txt takes it.

A branch is one outcome, true or false, of one condition: an operand of && and ||, a loop's, a ternary's, a `case`; for a
`switch` without default, "false" is the way past all of its cases. A condition inside a macro counts once for each place
where the macro is used, and is named by the macro as written there.
"""
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys

WHOLE_PERCENT = 95
FILE_PERCENT = 90
PROGRAM_SECONDS = 600
SHOWN = 20  # of what was missed in a file below its gate; all of it is in uncovered.txt
EXCLUSIONS = pathlib.Path(__file__).with_name("coverage-exclusions.txt")
# Conditions that the compiler decides: `while (0)` of a macro, an endless loop.
CONSTANT = re.compile(r"0|1|true|false")
EXPANSION = 1  # a kind of region, as `llvm-cov export` numbers them


@dataclasses.dataclass(frozen=True)
class Outcome:
    file: str
    function: str
    condition: str
    value: str

    def __str__(self):
        return f"{self.file} | {self.function} | {self.condition} | {self.value}"


class Exclusion:
    """One line `file | function | condition | outcome | reason`; in the first three * stands for anything."""

    def __init__(self, number: int, line: str):
        # The condition is C and may hold the separator.
        file, function, rest = line.split(" | ", 2)
        condition, value, reason = rest.rsplit(" | ", 2)
        if value not in ("true", "false") or not reason.strip():
            raise ValueError(f"{EXCLUSIONS.name}:{number}: no outcome or no reason")
        self.where = f"{EXCLUSIONS.name}:{number}"
        self.line = line
        self.value = value
        self.patterns = [self.pattern(text) for text in (file, function, condition)]
        self.used = False

    @staticmethod
    def pattern(text: str) -> re.Pattern:
        return re.compile(".*".join(re.escape(part) for part in text.strip().split("*")))

    def fits(self, outcome: Outcome) -> bool:
        named = (outcome.file, outcome.function, outcome.condition)
        return outcome.value == self.value and all(
            pattern.fullmatch(text) for pattern, text in zip(self.patterns, named))


def read_exclusions() -> list[Exclusion]:
    lines = EXCLUSIONS.read_text(encoding="utf-8").splitlines()
    return [Exclusion(number, line) for number, line in enumerate(lines, 1)
            if line.strip() and not line.startswith("#")]


class Sources:
    def __init__(self, checkout: pathlib.Path):
        self.checkout = checkout
        self.texts: dict[str, list[str]] = {}

    def name(self, path: str) -> str:
        """The path in the checkout of a file of src/: compilers were told to leave out where the checkout is."""
        return path[path.index("src/"):] if "src/" in path else path

    def rest(self, file: str, line: int, column: int) -> str:
        if file not in self.texts:
            self.texts[file] = (self.checkout / file).read_text(encoding="utf-8").splitlines()
        lines = self.texts[file]
        # Columns count bytes.
        first = lines[line - 1].encode()[column - 1:].decode()
        return "\n".join([first, *lines[line:line + 20]])

    def follows_switch(self, file: str, line: int, column: int) -> bool:
        return self.rest(file, line, 1).encode()[:column - 1].rstrip().endswith(b"switch (")

    def span(self, file: str, start: tuple[int, int], end: tuple[int, int]) -> str:
        text = self.rest(file, *start).split("\n")
        if start[0] == end[0]:
            return text[0].encode()[:end[1] - start[1]].decode()
        last = end[0] - start[0]
        return " ".join([*text[:last], text[last].encode()[:end[1] - 1].decode()])

    def call(self, file: str, line: int, column: int) -> str:
        """The use of a macro, with its arguments if it has any."""
        text = self.rest(file, line, column)
        name = re.match(r"\w+", text)
        end = name.end() if name else 0
        depth = 0
        for index in range(end, len(text)):
            depth += (text[index] == "(") - (text[index] == ")")
            if depth == 0:
                end = index + 1 if text[index] == ")" else end
                break
        return text[:end]


def read_outcomes(report: dict, sources: Sources) -> dict[tuple, tuple[Outcome, int]]:
    """Every outcome with how often it was seen. What is compiled several times (an inline function) counts once."""
    seen: dict[tuple, tuple[Outcome, int]] = {}
    for function in report["data"][0]["functions"]:
        files = [sources.name(path) for path in function["filenames"]]
        name = function["name"].rsplit(":", 1)[-1]
        # Which place each expanded macro was used at.
        used_at = {region[6]: (region[5], region[0], region[1])
                   for region in function["regions"] if region[7] == EXPANSION}
        for line, column, end_line, end_column, true, false, file, *_ in function["branches"]:
            text = sources.span(files[file], (line, column), (end_line, end_column))
            if CONSTANT.fullmatch(text.strip()):
                continue
            place = [(files[file], line, column)]
            while file in used_at:
                file, line, column = used_at[file]
                place.append((files[file], line, column))
            if len(place) > 1:
                text = sources.call(*place[-1])
            elif sources.follows_switch(*place[0]):
                text = f"switch ({text})"
            for value, count in (("true", true), ("false", false)):
                key = (*place, value)
                outcome = Outcome(place[-1][0], name, " ".join(text.split()), value)
                seen[key] = (outcome, count + (seen[key][1] if key in seen else 0))
    return seen


def sources_of(checkout: pathlib.Path) -> list[pathlib.Path]:
    return sorted((checkout / "src").rglob("*.c"))


def run_program(program: str, folder: pathlib.Path) -> str | None:
    """Runs one; gives its output if it failed."""
    name = pathlib.Path(program).name
    environment = {**os.environ, "LLVM_PROFILE_FILE": str(folder / f"{name}.profraw")}
    try:
        done = subprocess.run([program], env=environment, stdin=subprocess.DEVNULL, text=True, errors="replace",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PROGRAM_SECONDS)
    except subprocess.TimeoutExpired:
        return f"{name} did not end within {PROGRAM_SECONDS} s"
    return None if done.returncode == 0 else f"{done.stdout}\n{name} ended with code {done.returncode}"


def measure(checkout: pathlib.Path, build: pathlib.Path) -> tuple[dict, list[str]]:
    profiles = build / "profiles"
    profiles.mkdir(exist_ok=True)
    for old in profiles.iterdir():
        old.unlink()
    programs = (build / "unit-tests.txt").read_text(encoding="utf-8").split()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = list(pool.map(lambda program: run_program(program, profiles), programs))
    merged = profiles / "all.profdata"
    raw = sorted(str(profile) for profile in profiles.glob("*.profraw"))
    subprocess.run(["llvm-profdata", "merge", "-o", str(merged), *raw], check=True)
    # The objects of the library and not the programs, so that a function which no program links counts as not reached.
    folder = build / "CMakeFiles" / "psc_core.dir"
    objects = [folder / f"{path.relative_to(checkout)}.o" for path in sources_of(checkout)]
    export = subprocess.run(
        ["llvm-cov", "export", f"--instr-profile={merged}", *(f"--object={path}" for path in objects)],
        check=True, stdout=subprocess.PIPE)
    return json.loads(export.stdout), [complaint for complaint in complaints if complaint]


def main(checkout: pathlib.Path, build: pathlib.Path) -> int:
    exclusions = read_exclusions()
    sources = Sources(checkout)
    report, complaints = measure(checkout, build)
    print("\n".join(complaints), end="\n" if complaints else "")
    passed, failed = 0, len(complaints)

    rows: dict[str, list[int]] = {
        str(path.relative_to(checkout)): [0, 0, 0] for path in sources_of(checkout)}
    missing: dict[str, list[str]] = {}
    for place, (outcome, count) in sorted(read_outcomes(report, sources).items(), key=lambda item: item[0][-2]):
        row = rows.setdefault(outcome.file, [0, 0, 0])
        row[0] += 1
        if count > 0:
            row[1] += 1
            continue
        fitting = [exclusion for exclusion in exclusions if exclusion.fits(outcome)]
        for exclusion in fitting:
            exclusion.used = True
        if fitting:
            row[2] += 1
        else:
            missing.setdefault(outcome.file, []).append(f"{place[-2][1]:5d}  {outcome}")

    uncovered = build / "uncovered.txt"
    uncovered.write_text("".join(f"{line}\n" for file in sorted(missing) for line in missing[file]), encoding="utf-8")

    def row(name: str, branches: int, reached: int, excluded: int, gate: int) -> bool:
        counted = branches - excluded
        percent = 100 * reached / counted if counted else 100.0
        held = percent >= gate
        print(f"{'ok' if held else 'not ok':6} {name:32} {branches:8} {excluded:8} {counted - reached:8}"
              f" {percent:8.2f} % (gate {gate} %)")
        return held

    print(f"{'':6} {'branches of':32} {'all':>8} {'excluded':>8} {'missed':>8} {'reached':>10}")
    for name in sorted(rows):
        held = row(name, *rows[name], FILE_PERCENT)
        if not held:
            print("\n".join(missing[name][:SHOWN]))
        passed, failed = passed + held, failed + (not held)
    held = row("src/ as a whole", *(sum(column) for column in zip(*rows.values())), WHOLE_PERCENT)
    passed, failed = passed + held, failed + (not held)
    idle = [exclusion for exclusion in exclusions if not exclusion.used]
    for exclusion in idle:
        print(f"{exclusion.where} fits no branch that was missed: {exclusion.line}")
    print(f"{'not ok' if idle else 'ok':6} every exclusion is still needed")
    passed, failed = passed + (not idle), failed + bool(idle)
    if failed:
        print(f"What was not reached: {uncovered}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
