#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Judges what src/trust and src/flow/sync make of certificates that they did not write.

    test_trust.py [--seed N] [--server http://127.0.0.1:PORT]

Random organizations, valid ones and some with one fault each, are told to judge.c, natively and as
wasm, as a server would answer: the certificates known at one time, those known later, and so on.
organizations.py says what must come of it. Without --server the released server is started, which
must agree as far as it is asked.
"""

import argparse
import asyncio
import collections.abc
import contextlib
import dataclasses
import os
import pathlib
import random
import re
import secrets
import subprocess
import sys
import tempfile
import uuid

from parsec import _parsec

import forgery
import oracle
import organizations
from organizations import FAULTS, KINDS, PROFILES, Certificate, Known, NotHere, Organization, Spot
from peer_flows import Anonymous, HttpRefusal, Server, device_token, organization_path
from testkit import Started, check, guarded, report

BUILD = pathlib.Path(os.environ["PSC_BUILD_DIR"])
JUDGES = {"native": [str(BUILD / "native-debug" / "server" / "judge")],
          "wasm": ["node", str(BUILD / "wasm" / "server" / "judge.cjs")]}
JUDGE_PATIENCE_S = 300
FETCHES_MAX = 3  # of everything in one session, because of the variant
NO_CERTIFICATE = "- - -"
ANYTHING = "[a-z0-9-]+"  # as a status: whatever the reason
commands = _parsec.authenticated_cmds.latest


# ---- What our side is told, and what it must say -------------------------------------------------

@dataclasses.dataclass(frozen=True)
class Topic:
    """All that the server has at some time; `swapped` places are given in the other variant."""
    certificates: collections.abc.Sequence[Certificate]
    swapped: frozenset[int] = frozenset()


@dataclasses.dataclass(frozen=True)
class Failure:
    """An answer without certificates."""
    http_status: int
    status: str


@dataclasses.dataclass(frozen=True)
class Self:
    """Who a device thinks it is, and the keys that it holds."""
    user_id: str
    device_id: str
    signing_key: bytes
    private_key: bytes

    @classmethod
    def of(cls, organization: Organization, user_id: str) -> "Self":
        """That person, on the first device; anybody when there is no such person."""
        person = organization.known.people.get(user_id)
        if person is None:
            return cls(user_id, organization.new_id(), organization.new_key().encode(),
                       organization.rng.randbytes(32))
        return cls.on(organization, person.devices[0])

    @classmethod
    def on(cls, organization: Organization, device: organizations.Device) -> "Self":
        user_id = device.person.user_id
        return cls(user_id, device.device_id, organization.keys[device.device_id].encode(),
                   organization.private_keys[user_id])

    def is_in(self, known: Known) -> bool:
        device = known.devices.get(self.device_id)
        return (device is not None and device.person.user_id == self.user_id
                and device.verify_key == _parsec.SigningKey(self.signing_key).verify_key.encode()
                and device.person.public_key
                == _parsec.PrivateKey(self.private_key).public_key.encode())


class Story:
    """One device and its server: the commands for judge.c, and the lines that it must answer with,
    or expressions where more than one answer is right."""

    def __init__(self, name: str, root_verify_key: bytes, own: Self, rng: random.Random):
        self.name = name
        self.rng = rng
        self.own = own
        self.user_id = own.user_id
        self.root_verify_key = root_verify_key
        self.commands: list[str] = [
            f"device {root_verify_key.hex()} {own.user_id} {own.device_id} "
            f"{own.signing_key.hex()} {own.private_key.hex()}"]
        self.expected: list[str | re.Pattern] = []
        self.known = Known(root_verify_key)
        self.held: list[tuple[Certificate, bool]] = []  # with whether it is redacted
        self.chunks: list[tuple[Certificate, bool]] = []
        self.head: tuple[int, bytes] | None = None
        self.stored_head: tuple[int, bytes] | None = None
        self.aside: tuple | None = None
        self.refused = False

    # -- The store

    def put_aside(self) -> None:
        self.commands.append("keep")
        self.aside = self.chunks, self.stored_head

    def lose(self, *what: str) -> None:
        for one in what:
            self.commands.append(f"lose {one}")
            if one == "heads":
                self.stored_head = None
            else:
                self.chunks = []

    def bring(self, what: str) -> None:
        self.commands.append(f"bring {what}")
        chunks, head = self.aside
        if what == "heads":
            self.stored_head = head
        else:
            self.chunks = chunks

    def _restore(self) -> None:
        self._hold(self.chunks)
        if self.head is None:
            whole = not self.chunks
        else:
            count, head = self.head
            whole = self.known.count < count or self.known.heads[-1] == head
            whole = whole and self.known.count <= count
        if not whole:
            self._drop()

    def _drop(self) -> None:
        self.chunks = []
        self._hold([])

    def _hold(self, held: list) -> None:
        self.known = Known(self.root_verify_key)
        self.held = []
        for one, redacted in held:
            self._take(one, redacted)

    def _take(self, one: Certificate, redacted: bool) -> None:
        self.known.take(one, redacted)
        self.held.append((one, redacted))

    # -- Sessions

    def session(self, mode: str, *answers: Topic | Failure, status: str | None = None) -> bool:
        """The server gives one answer after the other, and the last one again and again. `status`
        is why a certificate must be refused, when only one reason counts. True when all is well."""
        if mode == "open":
            self.head = self.stored_head
        if mode == "open" or self.refused:
            self._restore()
        self.refused = False
        place = len(self.commands)
        given = []
        fetches = 0
        for turn in range(FETCHES_MAX + 2):
            answer = answers[min(turn, len(answers) - 1)]
            asked_all = not self.known.count
            fetches += asked_all
            self.expected.append("asked all" if asked_all else f"asked {self.known.last - 1}")
            if isinstance(answer, Failure):
                given.append(f"answer {answer.http_status} ")
                self.expected.append(f"failed {answer.status}")
                verdict = False
            else:
                reply = self._reply(answer, asked_all)
                given.append("answer 200 " + dump_reply(one.blob(redacted)
                                                        for one, redacted in reply).hex())
                verdict = self._hear(reply, status, fetches < FETCHES_MAX)
            if verdict is not None:
                break
        self.commands[place:place] = given
        self.commands.append(mode)
        if verdict:
            self._look_at_picture()
        return verdict

    def _reply(self, topic: Topic, asked_all: bool) -> list[tuple[Certificate, bool]]:
        redacted = profile_of(self.user_id, topic.certificates) == "OUTSIDER"
        reply = [(one, redacted ^ (place in topic.swapped))
                 for place, one in enumerate(topic.certificates)]
        newer = [place for place, (one, _) in enumerate(reply)
                 if asked_all or one.timestamp > self.known.last - 1]
        # From there on whatever the server has, in its order
        return reply[newer[0]:] if newer else []

    def _refuse(self, status: str, about: str = NO_CERTIFICATE) -> bool:
        line = f"refused {status} after {self.known.count}: {about}"
        one_answer = re.fullmatch(r"[\w-]+", status) and about != ".*"
        self.expected.append(line if one_answer else re.compile(line))
        self.refused = True
        return False

    def _hear(self, reply, status: str | None, may_drop: bool) -> bool | None:
        """None: everything is asked for again."""
        recent = sum(one.timestamp == self.known.last for one, _ in self.held)
        head = self.known.heads[-1 - recent]
        for one, _ in reply[:recent]:
            if one.malformed:
                return self._refuse(one.malformed)
            head = organizations.next_head(head, one)
        if len(reply) < recent or head != self.known.heads[-1]:
            if self.head and self.known.count < self.head[0]:
                # What was kept is less than what the head stands for: that decides
                self._drop()
                return None
            return self._refuse("rollback" if len(reply) < recent else "fork")
        new = reply[recent:]
        for one, redacted in new:
            objections = self.known.objections(one)
            if objections:
                return self._refuse(status or f"({'|'.join(sorted(objections))})",
                                    self._naming(one, redacted))
            self._take(one, redacted)
            if self.head and self.head[0] == self.known.count and \
                    self.head[1] != self.known.heads[-1]:
                return self._refuse("fork")
        if new:
            self.chunks = list(self.held)
            if not self.head or self.known.count >= self.head[0]:
                self.head = self.stored_head = self.known.count, self.known.heads[-1]
        return self._end(may_drop)

    def _end(self, may_drop: bool) -> bool | None:
        if self.head and self.known.count < self.head[0]:
            return self._refuse("rollback")
        if self.known.unpaired:
            return self._refuse("certificate-pair")
        if self.user_id not in self.known.people:
            return self._refuse("member-unknown")
        outsider = self.known.people[self.user_id].profile == "OUTSIDER"
        if any(one.has_names and redacted != outsider for one, redacted in self.held):
            if may_drop:
                self._drop()
                return None
            return self._refuse("certificate-redacted")
        if not self.own.is_in(self.known):
            return self._refuse("not-ourselves")
        self.expected.append(f"known {self.known.count}")
        return True

    def _naming(self, one: Certificate, redacted: bool) -> str:
        if one.malformed == ANYTHING:
            return ".*"
        if one.malformed:
            return NO_CERTIFICATE
        if one.kind == "user":
            email = None if redacted else one.email
        else:
            person = self.known.people.get(one.user_id)
            email = person and person.email
        return f"{one.kind} {one.timestamp} {text(email)}"

    # -- The picture

    def _look_at_picture(self) -> None:
        self.commands.append("picture")
        for person in self.known.people.values():
            revoked = ("- -" if person.active
                       else f"{person.revoked_on} {person.revoked_by}")
            self.expected.append(
                f"person {person.user_id} {text(person.email)} {text(person.label)} "
                f"{person.created_on} {person.author or 'root'} {person.first_profile} {revoked}")
            self.expected += [f"profile {person.user_id} {on} {profile} {author}"
                              for on, profile, author in reversed(person.changes)]
            self.expected += [
                f"device {device.device_id} {person.user_id} {text(device.label)} "
                f"{device.purpose} {device.created_on} {device.author or 'root'}"
                for device in person.devices]
        self.expected.append(f"head {self.known.count} {self.known.last} "
                             f"{self.known.heads[-1].hex()}")
        for _ in range(8):
            device_id, time = self._moment()
            self.commands.append(f"author {device_id} {time}")
            self.expected.append(f"author {self.known.author_at(device_id, time)}")

    def _moment(self) -> tuple[str, int]:
        """A device, and a time near to what happened to its person."""
        rng = self.rng
        if rng.random() < 0.1:
            return rng.randbytes(16).hex(), self.known.last
        device = rng.choice(list(self.known.devices.values()))
        person = device.person
        times = [device.created_on, person.created_on, person.revoked_on or self.known.last]
        times += [on for on, _, _ in person.changes]
        return device.device_id, rng.choice(times) + rng.choice((-1, 0, 1))

    # -- The end

    def judge(self, said: list[str]) -> str | None:
        """What is wrong with the answer."""
        for place, (ours, theirs) in enumerate(zip(self.expected, said)):
            if not (ours.fullmatch(theirs) if isinstance(ours, re.Pattern) else ours == theirs):
                return f"line {place}: {theirs!r} instead of {ours!r}"
        if len(self.expected) != len(said):
            return f"{len(said)} lines instead of {len(self.expected)}: {said[len(self.expected):]}"
        return None


def text(value: str | None) -> str:
    return "-" if value is None else value.encode().hex()


def dump_reply(blobs) -> bytes:
    return commands.certificate_get.RepOk(
        common_certificates=list(blobs), sequester_certificates=[], shamir_recovery_certificates=[],
        realm_certificates={}).dump()


def profile_of(user_id: str, certificates) -> str | None:
    """As the server sees it when it is asked."""
    profile = None
    for one in certificates:
        if one.user_id == user_id and one.kind in ("user", "user_update"):
            profile = one.profile
    return profile


# ---- Stories -------------------------------------------------------------------------------------

class Library:
    """All stories; numbered, so that the answers are found again."""

    def __init__(self, seed: int):
        self.seed = seed
        self.stories: list[Story] = []

    def rng(self, *name) -> random.Random:
        return random.Random(f"{self.seed} {name}")

    def begin(self, name: str, organization: Organization, user_id: str | None = None,
              root_verify_key: bytes | None = None, own: Self | None = None) -> Story:
        rng = organization.rng
        if user_id is None:
            user_id = rng.choice(list(organization.known.people))
        story = Story(name, root_verify_key or organization.root_verify_key,
                      own or Self.of(organization, user_id), rng)
        self.stories.append(story)
        return story

    def tell(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            script = pathlib.Path(folder) / "script"
            with script.open("w") as file:
                for number, story in enumerate(self.stories):
                    file.write(f"say #{number}\n" + "\n".join(story.commands) + "\n")
            running = {name: subprocess.Popen(
                [*command, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                for name, command in JUDGES.items()}
            for name, process in running.items():
                output, errors = process.communicate(timeout=JUDGE_PATIENCE_S)
                check(f"{name}: the judge ends well", process.returncode == 0, errors[-4000:])
                self._compare(name, output)

    def _compare(self, name: str, output: str) -> None:
        said = dict[int, list[str]]()
        for line in output.splitlines():
            if line.startswith("#"):
                lines = said[int(line[1:])] = []
            elif line.startswith("asked "):
                lines.append(question(bytes.fromhex(line.removeprefix("asked "))))
            else:
                lines.append(line)
        for number, story in enumerate(self.stories):
            wrong = story.judge(said[number]) if number in said else "nothing was said"
            check(f"{name}: {story.name}", wrong is None, wrong)


def question(body: bytes) -> str:
    """What was asked, as the server reads it."""
    request = commands.AnyCmdReq.load(body)
    after = request.common_after
    return "asked all" if after is None else f"asked {after.as_timestamp_micros()}"


def cuts_of(rng: random.Random, organization: Organization, first: int = 2) -> list[int]:
    """How much the server has at each session: always more, the last time everything."""
    seams = [place for place in organization.seams() if place >= first]
    chosen = rng.sample(seams[:-1], min(len(seams) - 1, rng.randrange(4)))
    return sorted(chosen) + [len(organization.certificates)]


def first_place_of(organization: Organization, user_id: str) -> int:
    """How many certificates it takes for this person to be there, with a device."""
    return 2 + next(place for place, one in enumerate(organization.certificates)
                    if one.kind == "user" and one.user_id == user_id)


def grow_with(rng: random.Random, story: Story, topics: list[Topic],
              status: str | None = None) -> bool:
    well = story.session("open", topics[0], status=status)
    for topic in topics[1:]:
        if not well:
            break
        well = story.session(rng.choice(("open", "resume", "news")), topic, status=status)
    return well


def somewhere(library: Library, name: str, make, *, smallest: int = 4, largest: int = 40):
    """A place in some organization where `make` finds who it needs, and what it makes there."""
    for attempt in range(100):
        rng = library.rng(name, attempt)
        organization = Organization(rng).grow(rng.randrange(smallest, largest))
        spot = Spot(organization, rng.choice(organization.seams()))
        with contextlib.suppress(NotHere):
            return spot, list(make(spot))
    raise AssertionError(f"{name}: no place for it")


def tell_valid(library: Library, count: int) -> None:
    for number in range(count):
        rng = library.rng("valid", number)
        organization = Organization(rng).grow(rng.choice((2, 4, rng.randrange(2, 80))))
        story = library.begin(f"valid organization {number}", organization)
        certificates = organization.certificates
        cuts = cuts_of(rng, organization, first_place_of(organization, story.user_id))
        grow_with(rng, story, [Topic(certificates[:cut]) for cut in cuts])
        # Nothing new, and nothing left of what was kept
        story.session("news", Topic(certificates))
        story.lose(*rng.choice((("heads",), ("chunks",), ("heads", "chunks"))))
        story.session("open", Topic(certificates))
        story.session("open", Topic(certificates))


def tell_large(library: Library) -> None:
    """More than one chunk."""
    rng = library.rng("large")
    organization = Organization(rng).grow(2200)
    certificates = organization.certificates
    story = library.begin("large organization", organization,
                          organization.certificates[0].user_id)
    story.session("open", Topic(certificates[:organization.seams()[-7]]))
    story.session("open", Topic(certificates))
    story.lose("heads")
    story.session("open", Topic(certificates))
    story = library.begin("large organization with a fault", organization,
                          organization.certificates[0].user_id)
    spot = Spot(organization, organization.seams()[-20])
    stranger = organization.device(author=certificates[1].device_id, timestamp=spot.time,
                                   user_id=certificates[0].user_id, signer=organization.new_key())
    story.session("open", Topic([*spot.before, stranger, *spot.after]))
    check("large organization: refused at its place",
          story.refused and story.known.count == spot.place)


def tell_fault(library: Library, fault: organizations.Fault, number: int) -> None:
    """Somewhere in some organization, delivered in some way."""
    name = f"{fault.name} {number}"
    spot, made = somewhere(library, name, fault.make)
    organization, rng = spot.organization, spot.rng
    certificates = spot.before + made + spot.after
    check_fault(name, spot, made, fault)
    story = library.begin(name, organization, rng.choice(
        [one.user_id for one in spot.before if one.kind == "user"]))
    first = first_place_of(organization, story.user_id)
    cuts = [cut for cut in cuts_of(rng, organization, first) if cut <= spot.place]
    topics = [Topic(certificates[:cut]) for cut in cuts] + [Topic(certificates)]
    grow_with(rng, story, topics, fault.status)
    check(f"{name}: refused at its place",
          story.refused and story.known.count == spot.place + fault.good)
    # It is found again, and forgotten when the server is right
    story.session(rng.choice(("open", "resume")), Topic(certificates), status=fault.status)
    story.session(rng.choice(("open", "resume")), Topic(organization.certificates))


def check_fault(name: str, spot: Spot, made: list[Certificate], fault: organizations.Fault) -> None:
    """It is what it says: nothing is wrong but that."""
    known = spot.organization.known_after(spot.place)
    for one in made[:fault.good]:
        check(f"{name}: nothing wrong yet", not known.objections(one), known.objections(one))
        known.take(one)
    objections = known.objections(made[fault.good])
    check(f"{name}: a fault", fault.status in objections, objections)


def tell_changed(library: Library, name: str, change, status: str | None = None,
                 kinds=KINDS, place: int | None = None) -> None:
    """One of an organization's certificates is not what it was."""
    rng = library.rng(name)
    organization = Organization(rng).grow(rng.randrange(20, 40)).with_every(kinds)
    certificates = list(organization.certificates)
    if place is None:
        place = rng.choice([place for place, one in enumerate(certificates) if one.kind in kinds])
    certificates[place] = change(organization, certificates[place])
    story = library.begin(name, organization, certificates[0].user_id)
    seams = [seam for seam in organization.seams() if seam <= place]
    if seams and rng.random() < 0.5:
        story.session("open", Topic(certificates[:rng.choice(seams)]))
    story.session(rng.choice(("news", "open")) if story.held else "open", Topic(certificates),
                  status=status)
    check(f"{name}: refused at its place", story.refused and story.known.count == place)
    story.session("open", Topic(organization.certificates))


def tell_malformed(library: Library) -> None:
    for one in forgery.MALFORMED:
        for kind in one.kinds:
            tell_changed(library, f"{one.name}: {kind}", one.of, one.status, (kind,))
    for number in range(24):
        rng = library.rng("cut", number)
        tell_changed(library, f"cut {number}",
                     lambda organization, one, rng=rng: forgery.cut(rng, one))
        tell_changed(library, f"bit of a signature {number}",
                     lambda organization, one, rng=rng: dataclasses.replace(
                         forgery.flipped(one, rng.randrange(512)), signer=b""), "signature")
        # Whatever it says then
        tell_changed(library, f"bit of a certificate {number}",
                     lambda organization, one, rng=rng: dataclasses.replace(
                         forgery.flipped(one, 512 + rng.randrange(8 * (len(one.redacted) - 64))),
                         malformed=ANYTHING), ANYTHING)


def tell_tolerated(library: Library) -> None:
    for number, one in enumerate(forgery.TOLERATED):
        rng = library.rng("tolerated", number)
        organization = Organization(rng).grow(30).with_every(one.kinds)
        certificates = [one.of(organization, certificate)
                        if certificate.kind in one.kinds and rng.random() < 0.7 else certificate
                        for certificate in organization.certificates]
        story = library.begin(f"tolerated: {one.name}", organization, certificates[0].user_id)
        story.session("open", Topic(certificates))
        story.session("open", Topic(certificates))
    organization = Organization(library.rng("author left out")).grow(6)
    founders = [forgery.WITHOUT_AUTHOR.of(organization, one)
                for one in organization.certificates[:2]]
    story = library.begin("tolerated: author left out", organization,
                          organization.certificates[0].user_id)
    story.session("open", Topic(founders + organization.certificates[2:]))


def tell_beginnings(library: Library) -> None:
    """What the root key signs, and what must be there at all."""
    def founded(name: str, change, status: str, place: int = 0, **options) -> None:
        rng = library.rng(name)
        organization = Organization(rng).grow(12)
        certificates = change(organization, list(organization.certificates))
        story = library.begin(name, organization,
                              **{"user_id": organization.certificates[0].user_id}
                              | {key: value(organization) for key, value in options.items()})
        story.session("open", Topic(certificates), status=status)
        check(f"{name}: refused at its place", story.refused and story.known.count == place)

    def other_founder(profile: str):
        return lambda organization, certificates: [
            *organization.enrollment(author=None, timestamp=certificates[0].timestamp,
                                     profile=profile), *certificates[2:]]
    for profile in ("STANDARD", "OUTSIDER"):
        founded(f"founded by {profile}", other_founder(profile), "certificate-root")
    founded("device before person", lambda o, c: [c[1], c[0], *c[2:]], "certificate-root")
    founded("first person missing", lambda o, c: c[2:], "author-unknown")
    founded("first device missing", lambda o, c: [c[0], *c[2:]], "certificate-pair", 1)
    founded("founder signed by a device", lambda o, c: [
        o.signed_by(c[0], o.keys[c[1].device_id]), *c[1:]], "signature")
    founded("first device signed by a device", lambda o, c: [
        c[0], o.signed_by(c[1], o.keys[c[1].device_id]), *c[2:]], "signature", 1)
    founded("wrong root key", lambda o, c: c, "signature",
            root_verify_key=lambda o: o.new_key().verify_key.encode())
    founded("root key that is none", lambda o, c: c, "signature",
            root_verify_key=lambda o: bytes(32))
    founded("another organization", lambda o, c: Organization(o.rng).grow(8).certificates,
            "signature")
    founded("no certificate at all", lambda o, c: [], "member-unknown")
    founded("stranger", lambda o, c: c[:2], "member-unknown", 2, user_id=lambda o: o.new_id())
    founded("nothing but a person", lambda o, c: c[:1], "certificate-pair", 1)


def tell_other_topics(library: Library) -> None:
    """Genuine certificates, of a kind that does not belong here."""
    def realm_role(organization, one):
        author = organization.known.of("ADMIN")[0]
        return _parsec.RealmRoleCertificate(
            author=_parsec.DeviceID.from_hex(author.device_id),
            timestamp=_parsec.DateTime.from_timestamp_micros(one.timestamp),
            realm_id=_parsec.VlobID.new(), user_id=_parsec.UserID.from_hex(author.person.user_id),
            role=_parsec.RealmRole.OWNER).dump_and_sign(organization.keys[author.device_id])

    def authority(organization, one):
        _, verify_key = _parsec.SequesterSigningKeyDer.generate_pair(1024)
        return _parsec.SequesterAuthorityCertificate(
            timestamp=_parsec.DateTime.from_timestamp_micros(one.timestamp),
            verify_key_der=verify_key).dump_and_sign(organization.root)

    for name, make in (("a realm's certificate", realm_role),
                       ("a sequester certificate", authority)):
        def change(organization, one, make=make):
            blob = make(organization, one)
            return dataclasses.replace(one, full=blob, redacted=blob, malformed="unknown-variant")
        tell_changed(library, name, change, place=4 if make is realm_role else 0)


def tell_redaction(library: Library, count: int) -> None:
    """Names for those who may not see them, none for those who may, and both at once."""
    for number in range(count):
        rng = library.rng("redaction", number)
        organization = Organization(rng).grow(rng.randrange(8, 40))
        certificates = organization.certificates
        named = [place for place, one in enumerate(certificates) if one.has_names]
        wanted = PROFILES[number % 3]
        people = [person for person in organization.known.people.values()
                  if person.first_profile == wanted] or list(organization.known.people.values())
        user_id = rng.choice(people).user_id
        first = first_place_of(organization, user_id)
        some = rng.sample(named, rng.randrange(1, len(named)))
        for swapped in (named, some, [rng.choice(named)]):
            story = library.begin(f"redaction {number}: {len(swapped)} wrong", organization,
                                  user_id)
            wrong = Topic(certificates, frozenset(swapped))
            if rng.random() < 0.5:
                place = rng.choice([seam for seam in organization.seams() if seam >= first])
                story.session("open", Topic(certificates[:place]))
            story.session("news" if story.held else "open", wrong)
            # Right at the second or third time
            if story.refused:
                story.session("open", wrong, Topic(certificates))
    # The own profile changes, in both directions and back
    for number, profiles in enumerate((("OUTSIDER", "STANDARD"), ("STANDARD", "OUTSIDER", "ADMIN"),
                                       ("OUTSIDER", "ADMIN", "OUTSIDER"))):
        organization = Organization(library.rng("own profile", number))
        founder = organization.certificates[1].device_id
        subject, _ = organization.add(*organization.enrollment(
            author=founder, timestamp=organization.clock(), profile=profiles[0]))
        story = library.begin(f"own profile {number}", organization, subject.user_id)
        story.session("open", Topic(list(organization.certificates)))
        for profile in profiles[1:]:
            organization.change_profile(founder, subject.user_id, profile)
            story.session(organization.rng.choice(("open", "news")),
                          Topic(list(organization.certificates)))


def tell_others_in_our_place(library: Library, count: int) -> None:
    """Every certificate is as it should be, but they are not about us."""
    for number in range(count):
        rng = library.rng("our place", number)
        organization = Organization(rng).grow(rng.randrange(6, 30))
        while len(organization.known.people) < 2:
            organization.happen()
        device, other = rng.sample([person.devices[0]
                                    for person in organization.known.people.values()], 2)
        own = Self.on(organization, device)
        for name, change in (
                ("public key", {"private_key": rng.randbytes(32)}),
                ("verify key", {"signing_key": organization.new_key().encode()}),
                ("device", {"device_id": organization.new_id()}),
                ("person", {"user_id": other.person.user_id})):
            story = library.begin(f"another {name} {number}", organization,
                                  own=dataclasses.replace(own, **change))
            story.session("open", Topic(organization.certificates))
            check(f"another {name} {number}: noticed", story.refused)
            story.session(rng.choice(("open", "resume")), Topic(organization.certificates))
        # A server that withholds where a second device came in, until it does not
        before = list(organization.certificates)
        author = organization.rng.choice(organization.known.of(*PROFILES))
        second, = organization.add(organization.device(
            author=author.device_id, timestamp=organization.clock(),
            user_id=author.person.user_id))
        story = library.begin(f"withheld second device {number}", organization, own=Self.on(
            organization, organization.known.devices[second.device_id]))
        story.session("open", Topic(before))
        check(f"withheld second device {number}: noticed", story.refused)
        story.session(rng.choice(("open", "resume")), Topic(organization.certificates))


def tell_rewinds(library: Library, count: int) -> None:
    """A server that takes back what it said, or says something else."""
    for number in range(count):
        # From `earlier` on there is another history: at most one of the two may be told
        spot, other = somewhere(library, f"rewind {number}", another_history, smallest=8)
        organization, rng, earlier = spot.organization, spot.rng, spot.place
        certificates = organization.certificates
        until = rng.choice([seam for seam in organization.seams() if seam > earlier])
        author = organization.known.devices[other[0].author]
        other = spot.before + other
        while len(other) < until:
            other.append(organization.device(
                author=author.device_id, timestamp=other[-1].timestamp + 2,
                user_id=author.person.user_id))
        rewound = Topic(certificates[:earlier])
        ways = (("rewound", rewound), ("forked", Topic(other)),
                ("forked and rewound", Topic(other[:until - 1])))
        for way, answer in ways:
            for left in ("everything", "head", "old chunks", "memory"):
                story = library.begin(f"{way} {number}, {left} left", organization,
                                      certificates[0].user_id)
                story.session("open", Topic(certificates[:earlier]))
                story.put_aside()
                story.session("news", Topic(certificates[:until]))
                mode = "open"
                if left == "head":
                    story.lose("chunks")
                elif left == "old chunks":
                    story.bring("chunks")
                elif left == "memory":
                    mode = rng.choice(("resume", "news"))
                story.session(mode, answer)
                check(f"{way} {number}, {left} left: noticed", story.refused)
                story.session("open", Topic(certificates))
                # Records that do not belong together are asked for again
                story.bring("heads")
                story.session("open", Topic(certificates))


def another_history(spot: Spot):
    if not spot.after:
        raise NotHere
    return spot.unsuspicious(spot.admin(), timestamp=(
        spot.after[0].timestamp if spot.rng.random() < 0.5 else spot.time))


def tell_interrupted(library: Library, count: int) -> None:
    """A server that has everything asked for again, and then wants to be asked another time."""
    for number in range(count):
        rng = library.rng("interrupted", number)
        organization = Organization(rng).grow(rng.randrange(8, 30))
        certificates = organization.certificates
        seams = organization.seams()
        earlier, until = sorted(rng.sample(seams[:-1], 2))
        story = library.begin(f"interrupted {number}", organization, certificates[0].user_id)
        story.session("open", Topic(certificates[:until]))
        newest = [place for place in range(until, len(certificates))
                  if certificates[place].has_names]
        failure = rng.choice((Failure(462, "http-frozen"), Failure(463, "http-terms")))
        if newest:
            story.session("news", Topic(certificates, frozenset(newest)), failure)
        else:
            story.session("news", failure)
        story.session("resume", Topic(certificates[:earlier]))
        check(f"interrupted {number}: noticed", story.refused)
        story.session("resume", Topic(certificates))


def tell_wild(library: Library, count: int) -> None:
    """Whatever comes: certificates of anybody about anybody, until one must be refused."""
    for number in range(count):
        rng = library.rng("wild", number)
        organization = Organization(rng).grow(rng.randrange(2, 30))
        certificates = list(organization.certificates)
        known = organization.known
        for _ in range(40):
            one = anything(rng, organization, known)
            certificates.append(one)
            if known.objections(one):
                break
            known.take(one)
        story = library.begin(f"wild {number}", organization, certificates[0].user_id)
        story.session("open", Topic(certificates))


def anything(rng: random.Random, organization: Organization, known: Known) -> Certificate:
    devices, people = list(known.devices), list(known.people)
    author = rng.choice(devices)
    about = {"author": author, "timestamp": known.last + rng.choice((0, 1, 1, 2, 2, 10**9)),
             "user_id": rng.choice(people)}
    if rng.random() < 0.1:
        about["signer"] = organization.keys[rng.choice(devices)]
    if known.unpaired and rng.random() < 0.9:
        about |= {"author": known.unpaired.author, "user_id": known.unpaired.user_id,
                  "timestamp": known.unpaired.timestamp + rng.choice((0, 0, 0, 1))}
        return organization.device(**about)
    match rng.choice(("user", "device", "own device", "user_update", "revoked_user")):
        case "user":
            new = organization.new_id() if rng.random() < 0.8 else about["user_id"]
            return organization.user(**about | {"user_id": new}, profile=rng.choice(PROFILES))
        case "device":
            return organization.device(**about)
        case "own device":
            return organization.device(
                **about | {"user_id": known.devices[author].person.user_id},
                device_id=None if rng.random() < 0.8 else rng.choice(devices))
        case "user_update":
            return organization.update(**about, profile=rng.choice(PROFILES))
        case "revoked_user":
            return organization.revocation(**about)


# ---- The library's own opinion of bytes ----------------------------------------------------------

def check_bytes(library: Library) -> None:
    """What we refuse to read the released library refuses too, and we read what it reads."""
    organization = Organization(library.rng("bytes")).with_every()
    for one in (*forgery.TOLERATED, *forgery.MALFORMED):
        for kind in one.kinds:
            genuine = next(other for other in organization.certificates[2:] if other.kind == kind)
            key = organization.keys[genuine.author].verify_key
            try:
                oracle.CERTIFICATES[kind].verify_and_load(
                    one.of(organization, genuine).full, key,
                    expected_author=_parsec.DeviceID.from_hex(genuine.author))
                readable = True
            except ValueError:
                readable = False
            if one.known:
                check(f"the library on {one.name}: {kind}", readable == (one.status is None))


# ---- The released server -------------------------------------------------------------------------

class Live:
    """The same organization on a server."""

    def __init__(self, server: Server, rng: random.Random):
        self.server = server
        self.name = "Trust" + secrets.token_hex(4)
        self.last = 0
        self.organization = Organization(rng, clock=self.now)

    def now(self) -> int:
        self.last = max(self.server.now().us, self.last + 2)
        return self.last

    async def bootstrap(self) -> None:
        await Anonymous(self.server, self.name).ok(
            "organization_bootstrap", bootstrap_token=None,
            root_verify_key=self.organization.root_verify_key,
            **pair_fields(*self.organization.certificates), sequester_authority_certificate=None)

    async def send(self, device_id: str, command: str, **fields) -> dict:
        key = self.organization.keys[device_id].encode()
        token = device_token(uuid.UUID(device_id), key, self.server.now().us // 1_000_000)
        return await self.server.call(organization_path("authenticated", self.name),
                                      {"cmd": command} | fields, token)

    async def publish(self, made: collections.abc.Sequence[Certificate], sender: str) -> str:
        """What the server says of it."""
        match made:
            case [user, device]:
                fields = pair_fields(user, device)
            case [one] if one.kind == "device":
                fields = {"device_certificate": one.full,
                          "redacted_device_certificate": one.redacted}
            case [one]:
                fields = {f"{one.kind}_certificate": one.full}
        command = {"user": "user_create", "device": "device_create", "user_update": "user_update",
                   "revoked_user": "user_revoke"}[made[0].kind]
        return (await self.send(sender, command, **fields))["status"]

    async def certificates(self, device_id: str) -> list[bytes]:
        reply = await self.send(device_id, "certificate_get", common_after=None,
                                sequester_after=None, shamir_recovery_after=None, realm_after={})
        return reply["common_certificates"]


def pair_fields(user: Certificate, device: Certificate) -> dict[str, bytes]:
    return {"user_certificate": user.full, "redacted_user_certificate": user.redacted,
            "device_certificate": device.full, "redacted_device_certificate": device.redacted}


async def check_server(url: str, library: Library) -> None:
    """What the server takes and gives back is believed; what it refuses is refused here too."""
    rng = library.rng("server")
    live = Live(Server(url), rng)
    organization = live.organization
    await live.bootstrap()
    stories: dict[str, Story] = {}
    for number in range(60):
        made = organization.happen()
        status = await live.publish(made, made[0].author)
        check(f"server takes certificate {number}: {made[0].kind}", status == "ok", status)
        if number % 6 == 5:
            await fetch(live, library, stories)
    for fault in FAULTS:
        await check_refusal(live, fault)
    await fetch(live, library, stories)


async def fetch(live: Live, library: Library, stories: dict[str, Story]) -> None:
    """Everybody who may asks for the certificates, and tells them to our side."""
    organization = live.organization
    for profile in PROFILES:
        devices = organization.known.of(profile)
        if not devices:
            continue
        device = organization.rng.choice(devices)
        user_id = device.person.user_id
        given = await live.certificates(device.device_id)
        redacted = profile == "OUTSIDER"
        check(f"server gives what it took to {profile}",
              given == [one.blob(redacted) for one in organization.certificates])
        if user_id not in stories:
            stories[user_id] = library.begin(f"server's answers to {profile}", organization,
                                             user_id)
        mode = "news" if stories[user_id].held else "open"
        stories[user_id].session(mode, Topic(list(organization.certificates)))


async def check_refusal(live: Live, fault: organizations.Fault) -> None:
    organization = live.organization
    spot = Spot(organization, len(organization.certificates))
    spot.time = live.now()
    try:
        made = list(fault.make(spot))
    except NotHere:
        return
    if made[0].kind == "user" and len(made) == 1:
        made.append(spot.before[spot.before.index(made[0]) + 1])
    author = organization.known.devices.get(made[0].author)
    sender = author if author and author.person.active else spot.admin()
    try:
        status = await live.publish(made, sender.device_id)
    except HttpRefusal as refusal:
        status = f"HTTP {refusal.status}"
    check(f"server refuses: {fault.name}", status != "ok", status)
    print(f"    {fault.name}: {status} (here {fault.status})")


async def check_started(library: Library, url: str | None) -> None:
    if url:
        await check_server(url, library)
        return
    async with Started() as started:
        await check_server(started.url, library)


# ---- All of it -----------------------------------------------------------------------------------

def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    parser.add_argument("--server")
    options = parser.parse_args()
    library = Library(options.seed)
    print(f"seed {options.seed}: test_trust.py --seed {options.seed} does the same again")
    with guarded("server"):
        asyncio.run(check_started(library, options.server))
    with guarded("bytes"):
        check_bytes(library)
    for name, tell in (
            ("valid", lambda: tell_valid(library, 60)), ("large", lambda: tell_large(library)),
            ("faults", lambda: [tell_fault(library, fault, number)
                                for fault in FAULTS for number in range(4)]),
            ("malformed", lambda: tell_malformed(library)),
            ("tolerated", lambda: tell_tolerated(library)),
            ("beginnings", lambda: tell_beginnings(library)),
            ("other topics", lambda: tell_other_topics(library)),
            ("redaction", lambda: tell_redaction(library, 9)),
            ("others in our place", lambda: tell_others_in_our_place(library, 6)),
            ("rewinds", lambda: tell_rewinds(library, 6)),
            ("interrupted", lambda: tell_interrupted(library, 6)),
            ("wild", lambda: tell_wild(library, 80))):
        with guarded(name):
            tell()
    with guarded("judges"):
        library.tell()
    return report()


if __name__ == "__main__":
    sys.exit(main())
