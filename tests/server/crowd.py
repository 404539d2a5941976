#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""The released Parsec server with a large organization already in its memory.

    crowd.py CROWD run SERVER OPTION...

CROWD is a JSON object: an organization of so many "people" with so many "devices" each, the last
"removed" of them removed again. All certificates are made by the server's own library; each person
enrolls the further devices alone. Then the server runs as `python -m parsec` would, without having
judged them one by one: that is what is tested with this.

The folder "out" receives what a test needs to know:
    organization     the name
    device.keys      the first administrator's device file, for the "password"
    root-verify-key  the 32 bytes that the first certificates are checked with
    answer           the answer to `certificate_get`, as this server gives it
"""

import dataclasses
import itertools
import json
import pathlib
import secrets
import sys
import uuid

from parsec._parsec import (
    ActiveUsersLimit, DateTime, DeviceCertificate, DeviceID, DeviceLabel, DevicePurpose,
    EmailAddress, HumanHandle, OrganizationID, PrivateKey, PrivateKeyAlgorithm,
    RevokedUserCertificate, SigningKey, SigningKeyAlgorithm, UserCertificate, UserID, UserProfile,
    authenticated_cmds,
)
from parsec.cli import cli
from parsec.components.memory import factory
from parsec.components.memory.datamodel import (
    MemoryDatamodel, MemoryDevice, MemoryOrganization, MemoryUser,
)

import peer_formats as formats

certificate_get = authenticated_cmds.latest.certificate_get

ORGANIZATION = "Crowd"
ADMIN = ("ada@example.com", "Ada Peer")
QUICK = {"memlimit_kb": 64, "opslimit": 1}
FIRST_NAMES = ("Zoé", "Émile", "Anna", "Björn", "Chloé", "David", "Fatima", "Goran", "Hélène", "Igor",
               "Jürgen", "Karim", "Łucja", "Mia", "Noël", "Olga", "Paul", "Quentin", "Rosa", "Şule")
LAST_NAMES = ("Martin", "Durand", "Nguyễn", "Müller", "García", "Kowalski", "O’Brien", "Østby", "Çelik",
              "Petit", "Rossi", "Schmidt", "Tanaka", "Ünal", "Van den Berg", "Weiß", "Lefèvre")
LABELS = ("Firefox (Linux)", "Web", "PC-4711", "Smartphone d’été", "Laptop")
PROFILES = (UserProfile.STANDARD,) * 6 + (UserProfile.ADMIN,) + (UserProfile.OUTSIDER,) * 3
SECOND_US = 1_000_000


@dataclasses.dataclass
class Author:
    user_id: UserID
    device_id: DeviceID
    key: SigningKey


class Crowd:
    """The organization as its certificates are made, one second after the other."""

    def __init__(self, name: str, count: int):
        self.root = SigningKey.generate()
        self.clock = DateTime.now().as_timestamp_micros() - (count + 60) * SECOND_US
        self.certificates: list[bytes] = []
        self.stored = MemoryOrganization(
            organization_id=OrganizationID(name), bootstrap_token=None, created_on=self.now(),
            bootstrapped_on=self.now(), root_verify_key=self.root.verify_key,
            active_users_limit=ActiveUsersLimit.NO_LIMIT, user_profile_outsider_allowed=True)

    def now(self) -> DateTime:
        return DateTime.from_timestamp_micros(self.clock)

    def tick(self) -> DateTime:
        self.clock += SECOND_US
        self.stored.per_topic_last_timestamp["common"] = self.now()
        return self.now()

    def enroll(self, handle: HumanHandle, profile: UserProfile, key: PrivateKey,
               author: Author | None) -> UserID:
        """Without the first device that belongs to it."""
        user_id = UserID.new()
        self.tick()

        def dump(handle):
            made = UserCertificate(
                author=author and author.device_id, timestamp=self.now(), user_id=user_id,
                human_handle=handle, public_key=key.public_key, profile=profile,
                algorithm=PrivateKeyAlgorithm.X25519_XSALSA20_POLY1305)
            return made, made.dump_and_sign(author.key if author else self.root)
        cooked, signed = dump(handle)
        self.certificates.append(signed)
        self.stored.users[user_id] = MemoryUser(
            cooked=cooked, user_certificate=signed, redacted_user_certificate=dump(None)[1])
        return user_id

    def add_device(self, user_id: UserID, label: str, author: Author | None) -> Author:
        """Dated like the certificate before it, if that is the one of its user."""
        device = Author(user_id, DeviceID.new(), SigningKey.generate())

        def dump(label):
            made = DeviceCertificate(
                author=author and author.device_id, timestamp=self.now(), user_id=user_id,
                purpose=DevicePurpose.STANDARD, device_id=device.device_id, device_label=label,
                verify_key=device.key.verify_key, algorithm=SigningKeyAlgorithm.ED25519)
            return made, made.dump_and_sign(author.key if author else self.root)
        cooked, signed = dump(DeviceLabel(label))
        self.certificates.append(signed)
        self.stored.devices[device.device_id] = MemoryDevice(
            cooked=cooked, device_certificate=signed, redacted_device_certificate=dump(None)[1])
        return device

    def join(self, handle: HumanHandle, profile: UserProfile, key: PrivateKey, devices: int,
             author: Author | None) -> Author:
        user_id = self.enroll(handle, profile, key, author)
        first = self.add_device(user_id, LABELS[0], author)
        for label in itertools.islice(itertools.cycle(LABELS), 1, devices):
            self.tick()
            self.add_device(user_id, label, first)
        return first

    def remove(self, user_id: UserID, author: Author) -> None:
        made = RevokedUserCertificate(
            author=author.device_id, timestamp=self.tick(), user_id=user_id)
        user = self.stored.users[user_id]
        user.cooked_revoked = made
        user.revoked_user_certificate = made.dump_and_sign(author.key)
        self.certificates.append(user.revoked_user_certificate)


def somebody(number: int) -> HumanHandle:
    """Another one for each number; no two neighbours have the same first name."""
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]
    return HumanHandle(EmailAddress(f"person{number}@example.com"), f"{first} {last}")


def make(server_url: str, *, people: int, devices: int, removed: int):
    """The organization, and its first administrator's first device."""
    crowd = Crowd(ORGANIZATION, people * devices + removed)
    private_key = PrivateKey.generate()
    handle = HumanHandle(EmailAddress(ADMIN[0]), ADMIN[1])
    admin = crowd.join(handle, UserProfile.ADMIN, private_key, devices, None)
    others = [crowd.join(somebody(number), PROFILES[number % len(PROFILES)], PrivateKey.generate(),
                         devices, admin) for number in range(1, people)]
    for other in others[len(others) - removed:]:
        crowd.remove(other.user_id, admin)
    return crowd, formats.LocalDevice(
        server_url=server_url, organization_id=ORGANIZATION,
        root_verify_key=crowd.root.verify_key.encode(), user_id=uuid.UUID(admin.user_id.hex),
        device_id=uuid.UUID(admin.device_id.hex), device_label=LABELS[0], human_handle=list(ADMIN),
        signing_key=admin.key.encode(), private_key=private_key.encode(), initial_profile="ADMIN",
        user_realm_id=uuid.uuid4(), user_realm_key=secrets.token_bytes(32),
        local_symkey=secrets.token_bytes(32))


def main(wanted: dict, options: list[str]) -> None:
    out, password = pathlib.Path(wanted.pop("out")), wanted.pop("password")
    # The last one counts, as it does for the server
    addresses = [value for name, value in itertools.pairwise(options) if name == "--server-addr"]
    crowd, device = make(formats.Address.parse(addresses[-1]).server_url, **wanted)
    for name, content in {
        "organization": ORGANIZATION.encode(),
        "device.keys": formats.dump_password_file(device, password, **QUICK),
        "root-verify-key": device.root_verify_key,
        "answer": certificate_get.RepOk(
            common_certificates=crowd.certificates, sequester_certificates=[],
            shamir_recovery_certificates=[], realm_certificates={}).dump(),
    }.items():
        (out / name).write_bytes(content)
    factory.MemoryDatamodel = lambda organizations: MemoryDatamodel(
        {**organizations, crowd.stored.organization_id: crowd.stored})
    cli(options)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
