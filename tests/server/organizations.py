# SPDX-License-Identifier: MPL-2.0
"""Whole organizations, and a second opinion on them.

The certificates are made by the released server's own library; what that refuses to write is put
together from its bytes (peer_formats.py) and signed with its keys. `Known` judges what a
certificate says, not its bytes, and is written from formats.md §5.1 alone: it neither reads nor
signs. Identifiers are 32 hex digits, keys are raw bytes, times microseconds.
"""

import dataclasses
import hashlib
import random
import uuid

from parsec import _parsec

import peer_formats as formats

KINDS = ("user", "device", "user_update", "revoked_user")
PROFILES = ("ADMIN", "STANDARD", "OUTSIDER")
PURPOSES = ("STANDARD", "SHAMIR_RECOVERY", "PASSPHRASE_RECOVERY", "REGISTRATION")
START = 1_700_000_000_000_000
DAY = 86_400_000_000
ROOT = None  # As the author of a certificate

NAMES = ("Ada", "Zoë Ångström", "Đặng Thị Bích", "王小明", "(nobody)", " ", "a\nb", "x" * 254,
         "Ó Súilleabháin", "עדה", "🦉" * 20)
LABELS = ("PC", "Téléphone", "my phone <3", "机", "y" * 255, "a\tb", "\"[]\"")
EMAILS = ("{}@example.com", "Ada.Lovelace+{}@b", '"quoted {}"@example.com', "{}@[127.0.0.1]",
          "o'brien-{}@xn--bcher-kva.EXAMPLE", "x" * 300 + "{}@example.com")


# ---- What certificates say -----------------------------------------------------------------------

@dataclasses.dataclass(frozen=True)
class Certificate:
    """What it says, who signed it, and its bytes in both variants."""
    kind: str  # "user", "device", "user_update", "revoked_user"
    author: str | None  # a device, or ROOT
    timestamp: int
    user_id: str
    signer: bytes  # verify key of whoever signed it, which the author should be
    full: bytes = dataclasses.field(repr=False)
    redacted: bytes = dataclasses.field(repr=False)
    device_id: str | None = None
    email: str | None = None
    label: str | None = None  # of the person or of the device
    profile: str | None = None
    purpose: str | None = "STANDARD"
    key: bytes = b""  # public key of a user, verify key of a device
    malformed: str | None = None  # status of what cannot be read

    @property
    def has_names(self) -> bool:
        return self.kind in ("user", "device")

    def blob(self, redacted: bool) -> bytes:
        return self.redacted if redacted else self.full


@dataclasses.dataclass
class Person:
    user_id: str
    created_on: int
    author: str | None
    first_profile: str
    email: str | None
    label: str | None
    public_key: bytes
    changes: list[tuple[int, str, str]] = dataclasses.field(default_factory=list)
    revoked_on: int | None = None
    revoked_by: str | None = None
    devices: list["Device"] = dataclasses.field(default_factory=list)

    @property
    def profile(self) -> str:
        return self.changes[-1][1] if self.changes else self.first_profile

    def profile_at(self, time: int) -> str:
        return ([self.first_profile] + [p for on, p, _ in self.changes if on <= time])[-1]

    @property
    def active(self) -> bool:
        return self.revoked_on is None


@dataclasses.dataclass
class Device:
    device_id: str
    person: Person
    created_on: int
    author: str | None
    label: str | None
    purpose: str
    verify_key: bytes


class Known:
    """What follows from the certificates so far."""

    def __init__(self, root_verify_key: bytes):
        self.root_verify_key = root_verify_key
        self.people: dict[str, Person] = {}
        self.devices: dict[str, Device] = {}
        self.heads: list[bytes] = [bytes(32)]  # after none, after one …
        self.last = 0
        self.unpaired: Certificate | None = None

    @property
    def count(self) -> int:
        return len(self.heads) - 1

    def of(self, *profiles: str) -> list[Device]:
        """The devices of whoever has one of these profiles and is not revoked."""
        return [device for device in self.devices.values()
                if device.person.active and device.person.profile in profiles]

    def objections(self, one: Certificate) -> set[str]:
        """Every reason not to believe it; empty when it is to be believed."""
        if one.malformed:
            return {one.malformed}
        if self.unpaired:
            return self._objections_to_pair(one)
        found = set()
        if self.count and one.timestamp <= self.last:
            found.add("certificate-order")
        if one.author is ROOT:
            if self.count or one.kind != "user" or one.profile != "ADMIN":
                found.add("certificate-root")
            if one.signer != self.root_verify_key:
                found.add("signature")
            return found
        author = self.devices.get(one.author)
        if author is None:
            return found | {"author-unknown"}
        if one.signer != author.verify_key:
            found.add("signature")
        if not author.person.active:
            found.add("author-revoked")
        return found | self._objections_to_content(one, author.person)

    def _objections_to_pair(self, one: Certificate) -> set[str]:
        user = self.unpaired
        if ((one.kind, one.user_id, one.timestamp, one.author)
                != ("device", user.user_id, user.timestamp, user.author)):
            return {"certificate-pair"}
        found = set()
        if one.signer != user.signer:
            found.add("signature")
        if one.kind == "device" and one.device_id in self.devices:
            found.add("identifier-taken")
        return found

    def _objections_to_content(self, one: Certificate, author: Person) -> set[str]:
        found = set()
        subject = self.people.get(one.user_id)
        if one.kind != "device" and author.profile != "ADMIN":
            found.add("author-profile")
        if one.kind == "user":
            return found | ({"identifier-taken"} if subject else set())
        if subject is None:
            return found | {"member-unknown"}
        if not subject.active:
            found.add("member-revoked")
        if one.kind == "device":
            if subject is not author:
                found.add("author-other")
            if one.device_id in self.devices:
                found.add("identifier-taken")
            return found
        if subject is author:
            found.add("author-self")
        if one.kind == "user_update" and subject.profile == one.profile:
            found.add("no-change")
        return found

    def take(self, one: Certificate, redacted: bool = False) -> None:
        """One without objections."""
        named = {} if redacted else {"email": one.email, "label": one.label}
        match one.kind:
            case "user":
                self.people[one.user_id] = Person(
                    one.user_id, one.timestamp, one.author, one.profile,
                    named.get("email"), named.get("label"), one.key)
            case "device":
                person = self.people[one.user_id]
                device = Device(one.device_id, person, one.timestamp, one.author,
                                named.get("label"), one.purpose or "STANDARD", one.key)
                self.devices[one.device_id] = device
                person.devices.append(device)
            case "user_update":
                self.people[one.user_id].changes.append((one.timestamp, one.profile, one.author))
            case "revoked_user":
                self.people[one.user_id].revoked_on = one.timestamp
                self.people[one.user_id].revoked_by = one.author
        self.last = one.timestamp
        self.unpaired = one if one.kind == "user" else None
        self.heads.append(next_head(self.heads[-1], one))

    def author_at(self, device_id: str, time: int) -> str:
        """May this device have signed something then, and as what?"""
        device = self.devices.get(device_id)
        if device is None or device.created_on > time:
            return "author-unknown"
        person = device.person
        if person.revoked_on is not None and person.revoked_on <= time:
            return "author-revoked"
        return f"ok {person.profile_at(time)}"


def next_head(before: bytes, one: Certificate) -> bytes:
    """The hash over what redaction leaves alone: it is kept for years, so it must never change."""
    common = {"author": one.author and uuid.UUID(one.author),
              "timestamp": formats.DateTime(one.timestamp), "user_id": uuid.UUID(one.user_id)}
    match one.kind:
        case "user":
            fields = common | {"human_handle": None, "public_key": one.key,
                               "algorithm": "X25519_XSALSA20_POLY1305", "profile": one.profile}
        case "device":
            fields = {"purpose": one.purpose} | common | {
                "device_id": uuid.UUID(one.device_id), "device_label": None,
                "verify_key": one.key, "algorithm": "ED25519"}
        case "user_update":
            fields = common | {"new_profile": one.profile}
        case "revoked_user":
            fields = common
    content = formats.pack({"type": f"{one.kind}_certificate"} | fields)
    return hashlib.sha256(before + content).digest()


# ---- Organizations -------------------------------------------------------------------------------

class Organization:
    """Grows by certificates that are all valid; makes any others on demand."""

    def __init__(self, rng: random.Random, clock=None):
        self.rng = rng
        self.clock = clock or self._next_time
        self.root = self.new_key()
        self.keys: dict[str | None, _parsec.SigningKey] = {ROOT: self.root}
        self.private_keys: dict[str, bytes] = {}  # of users
        self.certificates: list[Certificate] = []
        self.known = Known(self.root_verify_key)
        self.add(*self.enrollment(author=ROOT, timestamp=self.clock(), profile="ADMIN"))

    @property
    def root_verify_key(self) -> bytes:
        return self.root.verify_key.encode()

    def _next_time(self) -> int:
        if not self.certificates:
            return START + self.rng.randrange(DAY)
        # Never the next microsecond: faults find a place between any two.
        return self.known.last + self.rng.choice((2, 3, self.rng.randrange(2, 10**6),
                                                  self.rng.randrange(2, 30 * DAY)))

    def new_key(self) -> _parsec.SigningKey:
        return _parsec.SigningKey(self.rng.randbytes(32))

    def new_id(self) -> str:
        return self.rng.randbytes(16).hex()

    def _signed(self, certificate, author: str | None, signer: _parsec.SigningKey | None):
        key = signer or self.keys[author]
        return certificate.dump_and_sign(key), key.verify_key.encode()

    # -- One certificate, valid or not

    def user(self, *, author, timestamp: int, user_id: str | None = None, profile: str = "STANDARD",
             signer=None) -> Certificate:
        user_id = user_id or self.new_id()
        email = self.rng.choice(EMAILS).format(user_id[:12])
        label = self.rng.choice(NAMES)
        # An existing person keeps the key that devices of theirs hold.
        private_key = self.private_keys.setdefault(user_id, self.rng.randbytes(32))
        key = _parsec.PrivateKey(private_key).public_key.encode()

        def make(handle):
            return self._signed(_parsec.UserCertificate(
                author=author and _parsec.DeviceID.from_hex(author),
                timestamp=_parsec.DateTime.from_timestamp_micros(timestamp),
                user_id=_parsec.UserID.from_hex(user_id), human_handle=handle,
                public_key=_parsec.PublicKey(key),
                algorithm=_parsec.PrivateKeyAlgorithm.X25519_XSALSA20_POLY1305,
                profile=_parsec.UserProfile.from_str(profile)), author, signer)
        full, verify_key = make(_parsec.HumanHandle(_parsec.EmailAddress(email), label))
        redacted, _ = make(None)
        return Certificate("user", author, timestamp, user_id, verify_key, full, redacted,
                           email=email, label=label, profile=profile, key=key)

    def device(self, *, author, timestamp: int, user_id: str, device_id: str | None = None,
               purpose: str = "STANDARD", signer=None) -> Certificate:
        device_id = device_id or self.new_id()
        label = self.rng.choice(LABELS)
        # An existing device keeps the key that its certificates are signed with.
        key = self.keys.get(device_id) or self.new_key()
        self.keys[device_id] = key

        def make(label):
            return self._signed(_parsec.DeviceCertificate(
                author=author and _parsec.DeviceID.from_hex(author),
                timestamp=_parsec.DateTime.from_timestamp_micros(timestamp),
                user_id=_parsec.UserID.from_hex(user_id),
                device_id=_parsec.DeviceID.from_hex(device_id), device_label=label,
                verify_key=key.verify_key, algorithm=_parsec.SigningKeyAlgorithm.ED25519,
                purpose=_parsec.DevicePurpose.from_str(purpose)), author, signer)
        full, verify_key = make(_parsec.DeviceLabel(label))
        redacted, _ = make(None)
        return Certificate("device", author, timestamp, user_id, verify_key, full, redacted,
                           device_id=device_id, label=label, purpose=purpose,
                           key=key.verify_key.encode())

    def enrollment(self, *, author, timestamp: int, profile: str, user_id: str | None = None,
                   signer=None) -> tuple[Certificate, Certificate]:
        user = self.user(author=author, timestamp=timestamp, user_id=user_id, profile=profile,
                         signer=signer)
        return user, self.device(author=author, timestamp=timestamp, user_id=user.user_id,
                                 signer=signer)

    def update(self, *, author, timestamp: int, user_id: str, profile: str,
               signer=None) -> Certificate:
        blob, verify_key = self._signed(_parsec.UserUpdateCertificate(
            author=_parsec.DeviceID.from_hex(author),
            timestamp=_parsec.DateTime.from_timestamp_micros(timestamp),
            user_id=_parsec.UserID.from_hex(user_id),
            new_profile=_parsec.UserProfile.from_str(profile)), author, signer)
        return Certificate("user_update", author, timestamp, user_id, verify_key, blob, blob,
                           profile=profile)

    def revocation(self, *, author, timestamp: int, user_id: str, signer=None) -> Certificate:
        blob, verify_key = self._signed(_parsec.RevokedUserCertificate(
            author=_parsec.DeviceID.from_hex(author),
            timestamp=_parsec.DateTime.from_timestamp_micros(timestamp),
            user_id=_parsec.UserID.from_hex(user_id)), author, signer)
        return Certificate("revoked_user", author, timestamp, user_id, verify_key, blob, blob)

    def signed_by(self, one: Certificate, key: _parsec.SigningKey) -> Certificate:
        """The same bytes under another signature."""
        full, redacted = (key.sign(blob[64:]) for blob in (one.full, one.redacted))
        return dataclasses.replace(one, signer=key.verify_key.encode(), full=full,
                                   redacted=redacted)

    # -- Life goes on

    def add(self, *certificates: Certificate) -> tuple[Certificate, ...]:
        for one in certificates:
            objections = self.known.objections(one)
            if objections:
                raise AssertionError(f"{one.kind} should be valid: {objections}")
            self.known.take(one)
            self.certificates.append(one)
        return certificates

    def happen(self) -> tuple[Certificate, ...]:
        """Something that may happen in an organization, as the certificates it takes."""
        known, rng = self.known, self.rng
        timestamp = self.clock()
        admin = rng.choice(known.of("ADMIN"))
        others = [p for p in known.people.values() if p.active and p is not admin.person]
        what = rng.choices(("enroll", "device", "update", "revoke"), (4, 3, 2, 1))[0]
        if what == "device":
            author = rng.choice(known.of(*PROFILES))
            return self.add(self.device(
                author=author.device_id, timestamp=timestamp, user_id=author.person.user_id,
                purpose=rng.choice(PURPOSES)))
        if what == "enroll" or not others:
            return self.add(*self.enrollment(author=admin.device_id, timestamp=timestamp,
                                              profile=rng.choice(PROFILES)))
        subject = rng.choice(others)
        if what == "update":
            return self.add(self.update(
                author=admin.device_id, timestamp=timestamp, user_id=subject.user_id,
                profile=rng.choice([p for p in PROFILES if p != subject.profile])))
        return self.add(self.revocation(author=admin.device_id, timestamp=timestamp,
                                         user_id=subject.user_id))

    def change_profile(self, author: str, user_id: str, profile: str) -> None:
        self.add(self.update(author=author, timestamp=self.clock(), user_id=user_id,
                             profile=profile))

    def grow(self, count: int) -> "Organization":
        """To at least so many certificates."""
        while len(self.certificates) < count:
            self.happen()
        return self

    def with_every(self, kinds=KINDS) -> "Organization":
        """Grown until it has certificates of all these kinds that no root key signed."""
        while not set(kinds) <= {one.kind for one in self.certificates[2:]}:
            self.happen()
        return self

    def known_after(self, count: int) -> Known:
        known = Known(self.root_verify_key)
        for one in self.certificates[:count]:
            known.take(one)
        return known

    def seams(self) -> list[int]:
        """Places between certificates, but not between a person and the first device."""
        return [i for i in range(2, len(self.certificates) + 1)
                if self.certificates[i - 1].kind != "user"]


# ---- Faults --------------------------------------------------------------------------------------

class Spot:
    """A place in a valid organization, and what is known there."""

    def __init__(self, organization: Organization, place: int):
        self.organization = organization
        self.rng = organization.rng
        self.place = place
        self.known = organization.known_after(place)
        self.before = organization.certificates[:place]
        self.after = organization.certificates[place:]
        latest = self.after[0].timestamp if self.after else self.known.last + DAY
        self.time = self.rng.randrange(self.known.last + 1, latest)

    def some(self, candidates):
        """One of them; there must be one."""
        if not (candidates := list(candidates)):
            raise NotHere
        return self.rng.choice(candidates)

    def admin(self) -> Device:
        return self.some(self.known.of("ADMIN"))

    def lower(self) -> Device:
        return self.some(self.known.of("STANDARD", "OUTSIDER"))

    def revoked(self) -> Person:
        return self.some(p for p in self.known.people.values() if not p.active)

    def other(self, *people: Person) -> Person:
        return self.some(p for p in self.known.people.values() if p.active and p not in people)

    def other_profile(self, person: Person) -> str:
        return self.some(p for p in PROFILES if p != person.profile)

    def unsuspicious(self, author: Device, timestamp: int | None = None, signer=None):
        """Anything that this author might sign if nothing else was wrong."""
        about = {"author": author.device_id, "timestamp": timestamp or self.time, "signer": signer}
        choices = ["device"]
        if author.person.profile == "ADMIN":
            choices += ["enroll", "update", "revoke"]
        match self.rng.choice(choices):
            case "device":
                return [self.organization.device(**about, user_id=author.person.user_id)]
            case "enroll":
                return self.organization.enrollment(**about, profile=self.rng.choice(PROFILES))
            case "update":
                subject = self.other(author.person)
                return [self.organization.update(**about, user_id=subject.user_id,
                                                 profile=self.other_profile(subject))]
            case "revoke":
                return [self.organization.revocation(
                    **about, user_id=self.other(author.person).user_id)]


class NotHere(Exception):
    """The organization has nobody to whom this could happen."""


def _wrong_signer(spot: Spot):
    author = spot.admin()
    liar = spot.some(d for d in spot.known.devices.values() if d is not author)
    return spot.unsuspicious(author, signer=spot.organization.keys[liar.device_id])


def _signed_by_stranger(spot: Spot):
    return spot.unsuspicious(spot.admin(), signer=spot.organization.new_key())


def _signed_by_root_key(spot: Spot):
    return spot.unsuspicious(spot.admin(), signer=spot.organization.root)


def _revoked_author(spot: Spot):
    return spot.unsuspicious(spot.some(spot.revoked().devices))


def _unknown_author(spot: Spot):
    ghost = dataclasses.replace(spot.admin(), device_id=spot.organization.new_id())
    return spot.unsuspicious(ghost, signer=spot.organization.new_key())


def _user_as_author(spot: Spot):
    admin = spot.admin()
    confused = dataclasses.replace(admin, device_id=admin.person.user_id)
    return spot.unsuspicious(confused, signer=spot.organization.keys[admin.device_id])


def _author_of_later(spot: Spot):
    later = spot.some(one for one in spot.after if one.kind == "device")
    return spot.unsuspicious(dataclasses.replace(spot.admin(), device_id=later.device_id),
                             signer=spot.organization.keys[later.device_id])


def _backwards(spot: Spot):
    return spot.unsuspicious(spot.admin(), timestamp=spot.known.last - spot.rng.randrange(1, DAY))


def _same_time(spot: Spot):
    return spot.unsuspicious(spot.admin(), timestamp=spot.known.last)


def _replayed(spot: Spot):
    first = spot.rng.randrange(len(spot.before))
    return spot.before[first:first + 1]


def _user_twice(spot: Spot):
    return spot.organization.enrollment(
        author=spot.admin().device_id, timestamp=spot.time, profile=spot.rng.choice(PROFILES),
        user_id=spot.some(spot.known.people))


def _device_twice(spot: Spot):
    author = spot.some(spot.known.of(*PROFILES))
    return [spot.organization.device(
        author=author.device_id, timestamp=spot.time, user_id=author.person.user_id,
        device_id=spot.some(spot.known.devices))]


def _first_device_twice(spot: Spot):
    author = spot.admin()
    user = spot.organization.user(author=author.device_id, timestamp=spot.time)
    return [user, spot.organization.device(
        author=author.device_id, timestamp=spot.time, user_id=user.user_id,
        device_id=spot.some(spot.known.devices))]


def _no_first_device(spot: Spot):
    # Not at the end, where nothing would follow it
    if not spot.after:
        raise NotHere
    return [spot.organization.user(author=spot.admin().device_id, timestamp=spot.time),
            spot.after[0]]


def _first_device(**changes):
    def make(spot: Spot):
        author = spot.admin()
        user = spot.organization.user(author=author.device_id, timestamp=spot.time)
        about = {"author": author.device_id, "timestamp": spot.time, "user_id": user.user_id}
        return [user, spot.organization.device(
            **about | {name: change(spot, author) for name, change in changes.items()})]
    return make


def _second_person_by_root(spot: Spot):
    return spot.organization.enrollment(author=ROOT, timestamp=spot.time, profile="ADMIN")


def _device_by_root(spot: Spot):
    return [spot.organization.device(author=ROOT, timestamp=spot.time,
                                     user_id=spot.some(spot.known.people))]


def _enrolled_by_lower(spot: Spot):
    return spot.organization.enrollment(author=spot.lower().device_id, timestamp=spot.time,
                                        profile=spot.rng.choice(PROFILES))


def _updated_by_lower(spot: Spot):
    author = spot.lower()
    subject = spot.other(author.person)
    return [spot.organization.update(author=author.device_id, timestamp=spot.time,
                                     user_id=subject.user_id,
                                     profile=spot.other_profile(subject))]


def _revoked_by_lower(spot: Spot):
    author = spot.lower()
    return [spot.organization.revocation(author=author.device_id, timestamp=spot.time,
                                         user_id=spot.other(author.person).user_id)]


def _no_longer_admin(spot: Spot):
    author = spot.some(d for d in spot.known.of("STANDARD", "OUTSIDER")
                       if "ADMIN" in [d.person.first_profile] + [p for _, p, _ in d.person.changes])
    return [spot.organization.revocation(author=author.device_id, timestamp=spot.time,
                                         user_id=spot.other(author.person).user_id)]


def _same_profile(spot: Spot):
    author = spot.admin()
    subject = spot.other(author.person)
    return [spot.organization.update(author=author.device_id, timestamp=spot.time,
                                     user_id=subject.user_id, profile=subject.profile)]


def _updates_self(spot: Spot):
    author = spot.admin()
    return [spot.organization.update(author=author.device_id, timestamp=spot.time,
                                     user_id=author.person.user_id,
                                     profile=spot.other_profile(author.person))]


def _revokes_self(spot: Spot):
    author = spot.admin()
    return [spot.organization.revocation(author=author.device_id, timestamp=spot.time,
                                         user_id=author.person.user_id)]


def _revoked_updated(spot: Spot):
    subject = spot.revoked()
    return [spot.organization.update(author=spot.admin().device_id, timestamp=spot.time,
                                     user_id=subject.user_id,
                                     profile=spot.other_profile(subject))]


def _revoked_again(spot: Spot):
    return [spot.organization.revocation(author=spot.admin().device_id, timestamp=spot.time,
                                         user_id=spot.revoked().user_id)]


def _device_for_other(spot: Spot):
    author = spot.some(spot.known.of(*PROFILES))
    return [spot.organization.device(author=author.device_id, timestamp=spot.time,
                                     user_id=spot.other(author.person).user_id)]


def _about_nobody(kind: str):
    def make(spot: Spot):
        about = {"author": spot.admin().device_id, "timestamp": spot.time,
                 "user_id": spot.organization.new_id()}
        match kind:
            case "device":
                return [spot.organization.device(**about)]
            case "user_update":
                return [spot.organization.update(**about, profile=spot.rng.choice(PROFILES))]
            case "revoked_user":
                return [spot.organization.revocation(**about)]
    return make


@dataclasses.dataclass(frozen=True)
class Fault:
    """`make` gives what comes at a spot: one certificate with a fault, after `good` without."""
    name: str
    status: str
    make: object
    good: int = 0


FAULTS = (
    Fault("signed by somebody else", "signature", _wrong_signer),
    Fault("signed by a stranger", "signature", _signed_by_stranger),
    Fault("signed by the root key for somebody", "signature", _signed_by_root_key),
    Fault("revoked author", "author-revoked", _revoked_author),
    Fault("unknown author", "author-unknown", _unknown_author),
    Fault("a person as author", "author-unknown", _user_as_author),
    Fault("an author who comes later", "author-unknown", _author_of_later),
    Fault("time going backwards", "certificate-order", _backwards),
    Fault("equal timestamps", "certificate-order", _same_time),
    Fault("one of the certificates again", "certificate-order", _replayed),
    Fault("duplicated user", "identifier-taken", _user_twice),
    Fault("duplicated device", "identifier-taken", _device_twice),
    Fault("first device duplicated", "identifier-taken", _first_device_twice, good=1),
    Fault("missing first device", "certificate-pair", _no_first_device, good=1),
    Fault("first device of another time", "certificate-pair",
          _first_device(timestamp=lambda spot, author: spot.time + 1), good=1),
    Fault("first device of another author", "certificate-pair",
          _first_device(author=lambda spot, author: spot.some(
              d for d in spot.known.of("ADMIN") if d is not author).device_id), good=1),
    Fault("first device by the root key", "certificate-pair",
          _first_device(author=lambda spot, author: ROOT), good=1),
    Fault("first device of another person", "certificate-pair",
          _first_device(user_id=lambda spot, author: spot.some(spot.known.people)), good=1),
    Fault("first device signed by somebody else", "signature",
          _first_device(signer=lambda spot, author: spot.organization.new_key()), good=1),
    Fault("second person signed by the root key", "certificate-root", _second_person_by_root),
    Fault("device signed by the root key", "certificate-root", _device_by_root),
    Fault("enrolled by no administrator", "author-profile", _enrolled_by_lower),
    Fault("updated by no administrator", "author-profile", _updated_by_lower),
    Fault("revoked by no administrator", "author-profile", _revoked_by_lower),
    Fault("author an administrator no more", "author-profile", _no_longer_admin),
    Fault("update to the same profile", "no-change", _same_profile),
    Fault("self-update", "author-self", _updates_self),
    Fault("self-revocation", "author-self", _revokes_self),
    Fault("revoked user updated", "member-revoked", _revoked_updated),
    Fault("revoked user revoked", "member-revoked", _revoked_again),
    Fault("device for somebody else", "author-other", _device_for_other),
    Fault("device of nobody", "member-unknown", _about_nobody("device")),
    Fault("update of nobody", "member-unknown", _about_nobody("user_update")),
    Fault("revocation of nobody", "member-unknown", _about_nobody("revoked_user")),
)
