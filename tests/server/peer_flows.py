# SPDX-License-Identifier: MPL-2.0
"""An independent Parsec client: commands, certificates, bootstrap, and both sides of a greeting.

Wherever a person decides, or a saboteur would, a flow asks its `Conduct`; the default one answers
like an honest and careful person who has been told the right codes.
"""

import asyncio
import base64
import collections.abc
import dataclasses
import secrets
import time
import urllib.parse
import uuid
from compression import zstd

import httpx

from peer_formats import (
    API_VERSION, NONCE_BYTES, Address, CryptoError, DateTime, FormatError, Layer, LocalDevice,
    decrypt, dump_certificate, dump_v0, encrypt, load_certificate, load_v0,
    make_device_certificates, make_revoked_certificate, make_user_certificates, one_time_code,
    pack, peek_certificate, public_key, sas_choices, sas_codes, sequester_der, sha256, shared_key,
    signature, unpack, verify_key,
)

MAX_RESTARTS = 8
# Each answer means that somebody else's certificate came first: as many as may run side by side.
MAX_TIMESTAMP_RETRIES = 200
# How much later than the server's word a refused user or device certificate is dated.
TIMESTAMP_MARGIN_US = 500_000


class PeerError(Exception):
    """Why a flow ended; `kind` is for programs."""
    kind = "failed"


class HttpRefusal(PeerError):
    kind = "http"

    def __init__(self, status: int):
        super().__init__(f"HTTP {status}")
        self.status = status


class Refused(PeerError):
    """A command answered with another status than `ok`."""
    kind = "refused"

    def __init__(self, command: str, reply: dict):
        super().__init__(f"{command}: {reply.get('status')}")
        self.command = command
        self.status = reply.get("status")
        self.reply = reply


class AttemptCancelled(PeerError):
    kind = "cancelled"

    def __init__(self, origin: str, reason: str):
        super().__init__(f"cancelled by {origin}: {reason}")
        self.origin = origin
        self.reason = reason


class Untrusted(PeerError):
    """A certificate, a signature or a chain of authors that does not hold."""
    kind = "untrusted"


class Vanish(PeerError):
    """Raised by a conduct: the peer disappears without a word."""
    kind = "vanished"


class Cancel(PeerError):
    """Raised by a flow or a conduct: the attempt is cancelled, with this reason."""
    kind = "self_cancelled"

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Restart(PeerError):
    """Raised by a conduct: the peer starts a new attempt while one is running."""


# ---- Commands ------------------------------------------------------------------------------------

class Server:
    """One server; `clock_offset` (seconds) makes the peer's clock wrong on purpose."""

    def __init__(self, url: str, *, clock_offset: float = 0):
        self.address = Address.from_server_url(url)
        self.clock_offset = clock_offset
        self.http = httpx.AsyncClient(base_url=self.address.server_url, timeout=30, trust_env=False)

    def now(self) -> DateTime:
        return DateTime.now(int(self.clock_offset * 1_000_000))

    async def call(self, path: str, body: dict, authorization: str | None = None) -> dict:
        headers = {"Api-Version": API_VERSION, "Content-Type": "application/msgpack",
                   "User-Agent": "Parsec-Client/0.0 Peer"}
        if authorization is not None:
            headers["Authorization"] = f"Bearer {authorization}"
        answer = await self.http.post(path, content=pack(body), headers=headers)
        if answer.status_code != 200:
            raise HttpRefusal(answer.status_code)
        reply = unpack(answer.content)
        if not isinstance(reply, dict) or not isinstance(reply.get("status"), str):
            raise FormatError("reply without a status")
        return reply

    async def close(self):
        await self.http.aclose()

    async def server_config(self) -> dict:
        return expect_ok("server_config",
                         await self.call("/anonymous_server", {"cmd": "server_config"}))


def expect_ok(command: str, reply: dict) -> dict:
    if reply["status"] != "ok":
        raise Refused(command, reply)
    return reply


def organization_path(family: str, organization: str) -> str:
    return f"/{family}/{urllib.parse.quote(organization, safe='')}"


def expect_bytes(command: str, reply: dict, name: str, size: int) -> bytes:
    value = reply.get(name)
    if not isinstance(value, bytes) or len(value) != size:
        raise FormatError(f"{command}: bad {name}")
    return value


class Commands:
    """A family of commands of one organization."""

    def __init__(self, server: Server, organization: str):
        self.server = server
        self.organization = organization

    family: str

    def authorization(self) -> str | None:
        return None

    async def send(self, command: str, **fields) -> dict:
        return await self.server.call(organization_path(self.family, self.organization),
                                      {"cmd": command} | fields, self.authorization())

    async def ok(self, command: str, **fields) -> dict:
        return expect_ok(command, await self.send(command, **fields))


async def set_up_codes(commands: Commands, **author) -> bytes:
    """The secret of one-time codes, confirmed with one of them."""
    secret = expect_bytes("totp_setup_get_secret",
                          await commands.ok("totp_setup_get_secret", **author), "totp_secret", 20)
    await commands.ok("totp_setup_confirm", **author,
                      one_time_password=one_time_code(secret, time.time()))
    return secret


class Anonymous(Commands):
    family = "anonymous"

    async def fetch_opaque_key(self, user_id: uuid.UUID, opaque_key_id: uuid.UUID,
                               code: str) -> bytes:
        """What the outer layer of a device file is opened with."""
        reply = await self.ok("totp_fetch_opaque_key", user_id=user_id, one_time_password=code,
                              opaque_key_id=opaque_key_id)
        return expect_bytes("totp_fetch_opaque_key", reply, "opaque_key", 32)

    async def set_up_codes_again(self, user_id: uuid.UUID, token: bytes) -> bytes:
        """The secret of one-time codes after the server's administrator reset it."""
        return await set_up_codes(self, user_id=user_id, token=token)


class Invited(Commands):
    family = "invited"

    def __init__(self, server: Server, organization: str, token: bytes):
        super().__init__(server, organization)
        self.token = token

    def authorization(self) -> str:
        return self.token.hex()


def device_token(device_id: uuid.UUID, signing_key: bytes, seconds: int) -> str:
    text = f"PARSEC-SIGN-ED25519.{device_id.hex}.{seconds}"
    # Padded, unlike the base64 of addresses
    return f"{text}.{base64.urlsafe_b64encode(signature(signing_key, text.encode())).decode()}"


class Authenticated(Commands):
    family = "authenticated"

    def __init__(self, server: Server, device: LocalDevice):
        super().__init__(server, device.organization_id)
        self.device = device

    def authorization(self) -> str:
        return device_token(self.device.device_id, self.device.signing_key,
                            int(time.time() + self.server.clock_offset))

    def invitation_address(self, token: bytes, kind: str = "user") -> Address:
        return dataclasses.replace(self.server.address, kind=kind, payload=token,
                                   organization=self.organization)

    async def invite(self, email: str, *, send_email: bool = False) -> dict:
        return await self.ok("invite_new_user", claimer_email=email, send_email=send_email)

    async def invite_device(self, *, send_email: bool = False) -> dict:
        return await self.ok("invite_new_device", send_email=send_email)

    async def invitations(self) -> list[dict]:
        return (await self.ok("invite_list"))["invitations"]

    async def sign_later(self, command: str, make) -> None:
        """Sends certificates made by `make(timestamp)`, dated later as often as the server asks."""
        timestamp = self.server.now()
        for _ in range(MAX_TIMESTAMP_RETRIES):
            reply = await self.send(command, **make(timestamp))
            if reply["status"] != "require_greater_timestamp":
                expect_ok(command, reply)
                return
            timestamp = DateTime(max(self.server.now().us,
                                     reply["strictly_greater_than"].us + TIMESTAMP_MARGIN_US))
        raise Refused(command, reply)

    async def revoke(self, user_id: uuid.UUID) -> None:
        await self.sign_later("user_revoke", lambda timestamp: {
            "revoked_user_certificate": make_revoked_certificate(
                self.device.signing_key, author=self.device.device_id, timestamp=timestamp,
                user_id=user_id),
        })

    async def add_device(self, label: str, *, purpose: str = "STANDARD") -> LocalDevice:
        """One more device of the same person, as a greeting makes it in the end. One whose purpose
        is PASSPHRASE_RECOVERY is for a recovery file, and adds the device that is restored from
        it."""
        device = dataclasses.replace(
            self.device, device_id=uuid.uuid4(), device_label=label,
            signing_key=secrets.token_bytes(32), local_symkey=secrets.token_bytes(32))

        def make(timestamp: DateTime) -> dict:
            certificate, redacted = make_device_certificates(
                self.device.signing_key, author=self.device.device_id, timestamp=timestamp,
                user_id=device.user_id, device_id=device.device_id, label=label, purpose=purpose,
                verify_key=verify_key(device.signing_key))
            return {"device_certificate": certificate, "redacted_device_certificate": redacted}

        await self.sign_later("device_create", make)
        return device

    async def set_up_codes(self) -> bytes:
        """The secret of the person's one-time codes; refused once they are set up."""
        return await set_up_codes(self)

    async def make_layer(self) -> Layer:
        """For one device file; each call gives another."""
        reply = await self.ok("totp_create_opaque_key")
        if not isinstance(reply.get("opaque_key_id"), uuid.UUID):
            raise FormatError("totp_create_opaque_key: bad opaque_key_id")
        return Layer(reply["opaque_key_id"], expect_bytes("totp_create_opaque_key", reply,
                                                          "opaque_key", 32))

    async def members(self) -> "Members":
        reply = await self.ok("certificate_get", common_after=None, sequester_after=None,
                              shamir_recovery_after=None, realm_after={})
        return Members.verify(self.device.root_verify_key, reply["common_certificates"])

    async def accepted(self) -> bool:
        """Whether the server knows this device: a signed request is answered, and the certificates,
        verified from the root key on, hold our own keys."""
        try:
            members = await self.members()
        except HttpRefusal as error:
            if error.status in (401, 403, 461, 462):
                return False
            raise
        device = self.device
        user = members.users.get(device.user_id)
        key = members.devices.get(device.device_id)
        return (user is not None and user.public_key == public_key(device.private_key)
                and key == (device.user_id, verify_key(device.signing_key)))


# ---- Certificates --------------------------------------------------------------------------------

@dataclasses.dataclass
class Member:
    user_id: uuid.UUID
    email: str | None
    name: str | None
    profile: str
    public_key: bytes = dataclasses.field(repr=False)
    revoked_on: DateTime | None = None


@dataclasses.dataclass
class Members:
    """Users and devices, each believed only after its author."""
    users: dict[uuid.UUID, Member] = dataclasses.field(default_factory=dict)
    devices: dict[uuid.UUID, tuple[uuid.UUID, bytes]] = dataclasses.field(default_factory=dict)
    purposes: dict[uuid.UUID, str] = dataclasses.field(default_factory=dict)

    @classmethod
    def verify(cls, root_verify_key: bytes, certificates: list[bytes]) -> "Members":
        members = cls()
        last = DateTime(-(1 << 63))
        pending = None  # A new user whose first device must follow, same author and timestamp
        for index, signed in enumerate(certificates):
            author = peek_certificate(signed).get("author")
            fields = load_certificate(signed, members._author_key(author, root_verify_key, index))
            type_, timestamp = fields["type"], fields["timestamp"]
            first_device = (type_ == "device_certificate" and pending is not None
                            and fields["user_id"] == pending["user_id"]
                            and author == pending["author"] and timestamp == pending["timestamp"])
            if pending is not None and not first_device:
                raise Untrusted("a user without its first device")
            if not first_device and timestamp <= last:
                raise Untrusted("certificates out of order")
            last = timestamp
            members._add(fields, author, first_device)
            pending = fields if type_ == "user_certificate" else None
        if pending is not None:
            raise Untrusted("a user without its first device")
        return members

    def _author_key(self, author, root_verify_key: bytes, index: int) -> bytes:
        if author is None:
            if index > 1:
                raise Untrusted("signed by the root key after the bootstrap")
            return root_verify_key
        if author not in self.devices:
            raise Untrusted("unknown author")
        user_id, key = self.devices[author]
        if self.users[user_id].revoked_on is not None:
            raise Untrusted("author is revoked")
        return key

    def _add(self, fields: dict, author, first_device: bool) -> None:
        user_id = fields["user_id"]
        author_user = None if author is None else self.users[self.devices[author][0]]
        by_admin = author_user is None or author_user.profile == "ADMIN"
        if fields["type"] == "user_certificate":
            if not by_admin or user_id in self.users:
                raise Untrusted("user certificate not allowed")
            email, name = fields["human_handle"] or (None, None)
            self.users[user_id] = Member(user_id, email, name, fields["profile"],
                                         fields["public_key"])
            return
        if (user := self.users.get(user_id)) is None or user.revoked_on is not None:
            raise Untrusted("certificate about an unknown or revoked user")
        match fields["type"]:
            case "device_certificate":
                if not first_device and author_user is not user:
                    raise Untrusted("device added by another user")
                if fields["device_id"] in self.devices:
                    raise Untrusted("device exists already")
                self.devices[fields["device_id"]] = (user_id, fields["verify_key"])
                self.purposes[fields["device_id"]] = fields["purpose"]
            case "user_update_certificate":
                if not by_admin or author_user is user or user.profile == fields["new_profile"]:
                    raise Untrusted("update not allowed")
                user.profile = fields["new_profile"]
            case "revoked_user_certificate":
                if not by_admin or author_user is user:
                    raise Untrusted("revocation not allowed")
                user.revoked_on = fields["timestamp"]
            case other:
                raise Untrusted(f"{other} in the common topic")


# ---- Organization --------------------------------------------------------------------------------

def make_device(server: Server, organization: str, *, root_verify_key: bytes, user_id: uuid.UUID,
                device_id: uuid.UUID, label: str, human_handle: list[str], signing_key: bytes,
                private_key: bytes, profile: str) -> LocalDevice:
    return LocalDevice(
        server_url=server.address.server_url, organization_id=organization,
        root_verify_key=root_verify_key, user_id=user_id, device_id=device_id, device_label=label,
        human_handle=human_handle, signing_key=signing_key, private_key=private_key,
        initial_profile=profile, user_realm_id=uuid.uuid4(),
        user_realm_key=secrets.token_bytes(32), local_symkey=secrets.token_bytes(32))


async def bootstrap(server: Server, organization: str, *, email: str, name: str,
                    label: str = "Peer", token: bytes | None = None,
                    sequester_pem: str | None = None) -> LocalDevice:
    """Creates an organization; without a token where the server lets anybody do so."""
    root = secrets.token_bytes(32)
    device = make_device(
        server, organization, root_verify_key=verify_key(root), user_id=uuid.uuid4(),
        device_id=uuid.uuid4(), label=label, human_handle=[email, name], profile="ADMIN",
        signing_key=secrets.token_bytes(32), private_key=secrets.token_bytes(32))
    timestamp = server.now()
    user, redacted_user = make_user_certificates(
        root, author=None, timestamp=timestamp, user_id=device.user_id, email=email, name=name,
        public_key=public_key(device.private_key), profile="ADMIN")
    first, redacted_first = make_device_certificates(
        root, author=None, timestamp=timestamp, user_id=device.user_id, label=label,
        device_id=device.device_id, verify_key=verify_key(device.signing_key))
    authority = sequester_pem and dump_certificate(root, {
        "type": "sequester_authority_certificate", "timestamp": timestamp,
        "verify_key_der": sequester_der(sequester_pem)})
    await Anonymous(server, organization).ok(
        "organization_bootstrap", bootstrap_token=token, root_verify_key=device.root_verify_key,
        user_certificate=user, device_certificate=first, redacted_user_certificate=redacted_user,
        redacted_device_certificate=redacted_first,
        sequester_authority_certificate=authority or None)
    return device


# ---- Greeting ------------------------------------------------------------------------------------

@dataclasses.dataclass
class Approval:
    """What the administrator grants."""
    name: str
    profile: str = "STANDARD"
    email: str | None = None  # None: the requested one
    label: str | None = None


@dataclasses.dataclass
class Details:
    """What the newcomer asks for."""
    name: str
    email: str | None = None  # None: the invited one
    label: str = "Peer"


@dataclasses.dataclass
class Review:
    """The newcomer's request as the administrator sees it."""
    email: str
    name: str
    label: str
    invited_email: str | None


class Conduct:
    """Decisions of an honest peer. Every method may raise Cancel, Vanish or Restart."""

    def __init__(self, *, name: str = "Nova Newcomer", profile: str = "STANDARD"):
        self.name = name
        self.profile = profile

    async def started(self, attempt: "Attempt") -> None:
        """An attempt exists."""

    async def before_step(self, attempt: "Attempt", number: int, content: dict) -> dict:
        """What is really sent at a step."""
        return content

    async def after_step(self, attempt: "Attempt", number: int) -> None:
        """Both sides have done the step."""

    async def restarted(self, error: AttemptCancelled) -> None:
        """The other side began anew, and so do we."""

    follows_restarts = False  # Whether the other side may begin anew after the codes, too

    def nonce(self) -> bytes:
        return secrets.token_bytes(NONCE_BYTES)

    async def own_code(self, code: str) -> None:
        """To be read aloud."""

    async def choose(self, choices: list[str], right: str) -> str | None:
        """The code that the other side reads aloud; None is "none of these"."""
        return right

    # Greeter
    async def review(self, request: Review) -> Approval | None:
        return Approval(name=request.name, profile=self.profile)

    async def review_device(self, label: str) -> bool:
        """Whether this is another device of one's own."""
        return True

    def confirmation(self, fields: dict) -> bytes:
        """The clear bytes of the greeter's payload."""
        return dump_v0(fields)

    enrolls = True  # Whether user_create or device_create, and invite_complete are really sent
    completes = True

    # Claimer
    async def invitation(self, info: dict) -> uuid.UUID | None:
        """The administrator to wait for; None waits for all of them."""
        return None

    async def details(self, info: dict) -> Details:
        return Details(name=self.name)

    def request(self, fields: dict) -> bytes:
        """The clear bytes of the claimer's payload."""
        return dump_v0(fields)

    async def save(self, device: LocalDevice) -> None:
        """The device must be kept before the enrollment is acknowledged."""

    def sealed(self, key: bytes, clear: bytes) -> bytes:
        """A payload as it is sent, for both roles."""
        return encrypt(key, clear)


def poll_delays() -> collections.abc.Iterator[float]:
    delay = 1 / 16
    while True:
        yield delay
        delay = min(1.0, delay * 2)


class Attempt:
    """One greeting attempt, one side."""

    def __init__(self, commands: Commands, role: str, id_: uuid.UUID, conduct: Conduct):
        self.commands = commands
        self.role = role
        self.id = id_
        self.conduct = conduct

    async def step(self, number: int, tag: str, *, once: bool = False, **content) -> dict:
        """Deposits our part of a step and waits for the other's, which it returns."""
        other = "claimer" if self.role == "greeter" else "greeter"
        command = f"invite_{self.role}_step"
        content = await self.conduct.before_step(self, number, {"step": tag} | content)
        for delay in poll_delays():
            # Identical bytes each time: the server takes anything else for another message
            reply = await self.commands.send(
                command, **{"greeting_attempt": self.id, f"{self.role}_step": content})
            match reply["status"]:
                case "ok":
                    await self.conduct.after_step(self, number)
                    return reply[f"{other}_step"]
                case "not_ready":
                    if once:
                        return {}
                    await asyncio.sleep(delay)
                case "greeting_attempt_cancelled":
                    raise AttemptCancelled(reply["origin"], reply["reason"])
                case _:
                    raise Refused(command, reply)

    async def cancel(self, reason: str) -> None:
        """Tells the other side; not being able to is no reason to fail."""
        try:
            await self.commands.send(f"invite_{self.role}_cancel_greeting_attempt",
                                     greeting_attempt=self.id, reason=reason)
        except (HttpRefusal, httpx.HTTPError):
            pass

    def open_payload(self, key: bytes, data, type_: str) -> dict:
        if not isinstance(data, bytes):
            raise Cancel("UNDESERIALIZABLE_PAYLOAD")
        try:
            clear = decrypt(key, data)
        except CryptoError as error:
            raise Cancel("UNDECIPHERABLE_PAYLOAD") from error
        try:
            return load_v0(clear, type_)
        except FormatError as error:
            raise Cancel("UNDESERIALIZABLE_PAYLOAD") from error


def _expect_step(step: dict, tag: str, field: str | None = None, size: int | None = None):
    """The other side's part of a step, with the right tag and content."""
    if step.get("step") != tag:
        raise FormatError(f"step {step.get('step')!r} instead of {tag}")
    if field is None:
        return None
    value = step.get(field)
    if not isinstance(value, bytes) or (size is not None and len(value) != size):
        raise FormatError(f"{tag}: bad {field}")
    return value


@dataclasses.dataclass
class Established:
    """After step 3: one key, two codes."""
    attempt: Attempt
    key: bytes = dataclasses.field(repr=False)
    own_code: str
    peer_code: str


class _Greeting:
    """What both roles share: the life of an attempt."""
    other_side: str

    def __init__(self, conduct: Conduct):
        self.conduct = conduct
        # By whom they are with: those that a cancellation by the person concerns
        self.attempts: dict[uuid.UUID | None, Attempt] = {}

    async def _started(self, commands: Commands, role: str, id_: uuid.UUID,
                       greeter: uuid.UUID | None = None) -> Attempt:
        attempt = Attempt(commands, role, id_, self.conduct)
        self.attempts[greeter] = attempt
        await self.conduct.started(attempt)
        return attempt

    def _other_side_restarted(self, error: AttemptCancelled) -> bool:
        # Our own side as the origin means that another device of ours took over: leave it alone
        return error.reason == "AUTOMATICALLY_CANCELLED" and error.origin == self.other_side

    async def _establish_until_stable(self, establish) -> Established:
        """Starts anew when the other side did, a bounded number of times: each new attempt gives a
        hostile server another draw of codes."""
        restarts = 0
        while True:
            try:
                return await establish()
            except AttemptCancelled as error:
                if not self._other_side_restarted(error) or restarts == MAX_RESTARTS:
                    raise
                restarts += 1
                await self.conduct.restarted(error)
            except Restart:
                pass

    async def _compare(self, established: Established) -> None:
        choices = sas_choices(established.peer_code)
        chosen = await self.conduct.choose(choices, established.peer_code)
        if chosen != established.peer_code:
            raise Cancel("INVALID_SAS_CODE")

    async def cancel(self, reason: str) -> None:
        for attempt in self.attempts.values():
            await attempt.cancel(reason)
        self.attempts.clear()

    async def run(self):
        """The whole flow; a refusal of ours is told to the other side before it is raised."""
        while True:
            try:
                return await self._run()
            except Restart:
                self.attempts.clear()
            except AttemptCancelled as error:
                if not (self.conduct.follows_restarts and self._other_side_restarted(error)):
                    raise
                self.attempts.clear()
                await self.conduct.restarted(error)
            except Cancel as error:
                await self.cancel(error.reason)
                raise
            except (CryptoError, FormatError, Refused):
                await self.cancel("MANUALLY_CANCELLED")
                raise

    async def _run(self):
        raise NotImplementedError


@dataclasses.dataclass
class Greeted:
    user_id: uuid.UUID
    device_id: uuid.UUID
    email: str
    name: str
    profile: str


class Greeter(_Greeting):
    other_side = "CLAIMER"

    def __init__(self, admin: Authenticated, token: bytes, conduct: Conduct):
        super().__init__(conduct)
        self.admin = admin
        self.token = token

    async def _establish(self) -> Established:
        reply = await self.admin.ok("invite_greeter_start_greeting_attempt", token=self.token)
        attempt = await self._started(self.admin, "greeter", reply["greeting_attempt"])
        private = secrets.token_bytes(32)
        own = public_key(private)
        peer = _expect_step(await attempt.step(0, "NUMBER_0_WAIT_PEER", public_key=own),
                            "NUMBER_0_WAIT_PEER", "public_key", 32)
        key = shared_key(private, peer, greeter=own, claimer=peer)
        commitment = _expect_step(await attempt.step(1, "NUMBER_1_GET_HASHED_NONCE"),
                                  "NUMBER_1_SEND_HASHED_NONCE", "hashed_nonce", 32)
        nonce = self.conduct.nonce()
        _expect_step(await attempt.step(2, "NUMBER_2_SEND_NONCE", greeter_nonce=nonce),
                     "NUMBER_2_GET_NONCE")
        peer_nonce = _expect_step(await attempt.step(3, "NUMBER_3_GET_NONCE"),
                                  "NUMBER_3_SEND_NONCE", "claimer_nonce", NONCE_BYTES)
        if sha256(peer_nonce) != commitment:
            raise Cancel("INVALID_NONCE_HASH")
        codes = sas_codes(key, claimer_nonce=peer_nonce, greeter_nonce=nonce)
        return Established(attempt, key, own_code=codes.greeter, peer_code=codes.claimer)

    async def _invitation(self) -> dict:
        """As the server lists it; empty when it does not."""
        return next((invitation for invitation in await self.admin.invitations()
                     if invitation["token"] == self.token), {})

    async def _enroll(self, granted: Greeted, label: str, request: dict) -> None:
        device = self.admin.device

        def make(timestamp: DateTime) -> dict:
            common = {"author": device.device_id, "timestamp": timestamp,
                      "user_id": granted.user_id}
            user, redacted_user = make_user_certificates(
                device.signing_key, **common, email=granted.email, name=granted.name,
                public_key=request["public_key"], profile=granted.profile)
            first, redacted_first = make_device_certificates(
                device.signing_key, **common, device_id=granted.device_id, label=label,
                verify_key=request["verify_key"])
            return {"user_certificate": user, "device_certificate": first,
                    "redacted_user_certificate": redacted_user,
                    "redacted_device_certificate": redacted_first}

        await self.admin.sign_later("user_create", make)

    async def _grant_user(self, established: Established, payload: bytes,
                          invitation: dict) -> tuple[Greeted, dict]:
        conduct = self.conduct
        request = established.attempt.open_payload(established.key, payload, "invite_user_data")
        email, name = request["requested_human_handle"]
        label = request["requested_device_label"]
        approval = await conduct.review(Review(email, name, label,
                                               invitation.get("claimer_email")))
        if approval is None:
            raise Cancel("MANUALLY_CANCELLED")
        granted = Greeted(user_id=uuid.uuid4(), device_id=uuid.uuid4(), name=approval.name,
                          email=approval.email or email, profile=approval.profile)
        label = approval.label or label
        if conduct.enrolls:
            await self._enroll(granted, label, request)
        return granted, {
            "type": "invite_user_confirmation", "user_id": granted.user_id,
            "device_id": granted.device_id, "device_label": label,
            "human_handle": [granted.email, granted.name], "profile": granted.profile,
            "root_verify_key": self.admin.device.root_verify_key}

    async def _grant_device(self, established: Established, payload: bytes,
                            _invitation: dict) -> tuple[Greeted, dict]:
        """Another device of one's own gets the keys of its user."""
        own = self.admin.device
        request = established.attempt.open_payload(established.key, payload, "invite_device_data")
        label = request["requested_device_label"]
        if not await self.conduct.review_device(label):
            raise Cancel("MANUALLY_CANCELLED")
        email, name = own.human_handle
        granted = Greeted(user_id=own.user_id, device_id=uuid.uuid4(), name=name, email=email,
                          profile=own.initial_profile)

        def make(timestamp: DateTime) -> dict:
            device, redacted = make_device_certificates(
                own.signing_key, author=own.device_id, timestamp=timestamp, user_id=own.user_id,
                device_id=granted.device_id, label=label, verify_key=request["verify_key"])
            return {"device_certificate": device, "redacted_device_certificate": redacted}

        if self.conduct.enrolls:
            await self.admin.sign_later("device_create", make)
        return granted, {
            "type": "invite_device_confirmation", "user_id": own.user_id,
            "device_id": granted.device_id, "device_label": label,
            "human_handle": list(own.human_handle), "profile": own.initial_profile,
            "private_key": own.private_key, "user_realm_id": own.user_realm_id,
            "user_realm_key": own.user_realm_key, "root_verify_key": own.root_verify_key}

    async def _run(self) -> Greeted:
        conduct = self.conduct
        established = await self._establish_until_stable(self._establish)
        attempt, key = established.attempt, established.key
        await conduct.own_code(established.own_code)
        _expect_step(await attempt.step(4, "NUMBER_4_WAIT_PEER_TRUST"), "NUMBER_4_SIGNIFY_TRUST")
        await self._compare(established)
        # The wire really has "5" here, unlike its eight neighbours
        _expect_step(await attempt.step(5, "5"), "NUMBER_5_WAIT_PEER_TRUST")
        payload = _expect_step(await attempt.step(6, "NUMBER_6_GET_PAYLOAD"),
                               "NUMBER_6_SEND_PAYLOAD", "claimer_payload")
        invitation = await self._invitation()
        grant = self._grant_device if invitation.get("type") == "DEVICE" else self._grant_user
        granted, confirmation = await grant(established, payload, invitation)
        clear = conduct.confirmation(confirmation)
        _expect_step(await attempt.step(7, "NUMBER_7_SEND_PAYLOAD",
                                        greeter_payload=conduct.sealed(key, clear)),
                     "NUMBER_7_GET_PAYLOAD")
        _expect_step(await attempt.step(8, "NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT"),
                     "NUMBER_8_ACKNOWLEDGE")
        if conduct.completes:
            await self.admin.ok("invite_complete", token=self.token)
        return granted


class Claimer(_Greeting):
    other_side = "GREETER"

    def __init__(self, server: Server, address: Address, conduct: Conduct):
        super().__init__(conduct)
        self.server = server
        self.address = address
        self.invited = Invited(server, address.organization, address.token)

    @classmethod
    def from_link(cls, link: str, conduct: Conduct, *, clock_offset: float = 0) -> "Claimer":
        address = Address.parse(link)
        if address.kind not in ("user", "device"):
            raise FormatError(f"not an invitation to greet but {address.kind}")
        return cls(Server(address.server_url, clock_offset=clock_offset), address, conduct)

    async def _establish(self, greeter: uuid.UUID) -> Established:
        reply = await self.invited.ok("invite_claimer_start_greeting_attempt", greeter=greeter)
        attempt = await self._started(self.invited, "claimer", reply["greeting_attempt"],
                                      greeter)
        private = secrets.token_bytes(32)
        own = public_key(private)
        peer = _expect_step(await attempt.step(0, "NUMBER_0_WAIT_PEER", public_key=own),
                            "NUMBER_0_WAIT_PEER", "public_key", 32)
        key = shared_key(private, peer, greeter=peer, claimer=own)
        nonce = self.conduct.nonce()
        _expect_step(await attempt.step(1, "NUMBER_1_SEND_HASHED_NONCE",
                                        hashed_nonce=sha256(nonce)),
                     "NUMBER_1_GET_HASHED_NONCE")
        peer_nonce = _expect_step(await attempt.step(2, "NUMBER_2_GET_NONCE"),
                                  "NUMBER_2_SEND_NONCE", "greeter_nonce", NONCE_BYTES)
        _expect_step(await attempt.step(3, "NUMBER_3_SEND_NONCE", claimer_nonce=nonce),
                     "NUMBER_3_GET_NONCE")
        codes = sas_codes(key, claimer_nonce=nonce, greeter_nonce=peer_nonce)
        return Established(attempt, key, own_code=codes.claimer, peer_code=codes.greeter)

    async def _establish_with_first(self, greeters: list[uuid.UUID]) -> Established:
        """Waits with every administrator; the first one wins and the others are told."""
        tasks = [asyncio.create_task(self._establish_until_stable(
            lambda greeter=greeter: self._establish(greeter))) for greeter in greeters]
        try:
            winner = await self._first_success(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for greeter, attempt in list(self.attempts.items()):
            if attempt is not winner.attempt:
                del self.attempts[greeter]
                await attempt.cancel("MANUALLY_CANCELLED")
        return winner

    @staticmethod
    async def _first_success(tasks: list[asyncio.Task]) -> Established:
        remaining = set(tasks)
        while True:
            done, remaining = await asyncio.wait(remaining, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                error = task.exception()
                if error is None:
                    return task.result()
                # One administrator that gives up or loses the role does not end the others
                tolerated = isinstance(error, AttemptCancelled) or (
                    isinstance(error, Refused) and error.status == "greeter_not_allowed")
                if not tolerated or not remaining:
                    raise error

    async def _ask_for(self, established: Established, fields: dict, confirmation: str) -> dict:
        """Steps 6 and 7: what is asked for, and what is granted."""
        attempt, key = established.attempt, established.key
        clear = self.conduct.request(fields)
        _expect_step(await attempt.step(6, "NUMBER_6_SEND_PAYLOAD",
                                        claimer_payload=self.conduct.sealed(key, clear)),
                     "NUMBER_6_GET_PAYLOAD")
        payload = _expect_step(await attempt.step(7, "NUMBER_7_GET_PAYLOAD"),
                               "NUMBER_7_SEND_PAYLOAD", "greeter_payload")
        return attempt.open_payload(key, payload, confirmation)

    def _granted_device(self, granted: dict, *, signing_key: bytes,
                        private_key: bytes) -> LocalDevice:
        return make_device(
            self.server, self.address.organization, root_verify_key=granted["root_verify_key"],
            user_id=granted["user_id"], device_id=granted["device_id"],
            label=granted["device_label"], human_handle=granted["human_handle"],
            profile=granted["profile"], signing_key=signing_key, private_key=private_key)

    async def _join_as_user(self, info: dict, details: Details,
                            established: Established) -> LocalDevice:
        signing_key, private_key = secrets.token_bytes(32), secrets.token_bytes(32)
        granted = await self._ask_for(established, {
            "type": "invite_user_data", "requested_device_label": details.label,
            "requested_human_handle": [details.email or info["claimer_email"], details.name],
            "public_key": public_key(private_key), "verify_key": verify_key(signing_key),
        }, "invite_user_confirmation")
        return self._granted_device(granted, signing_key=signing_key, private_key=private_key)

    async def _join_as_device(self, _info: dict, details: Details,
                              established: Established) -> LocalDevice:
        """Another device of the greeter's own: it is given the keys of its user."""
        signing_key = secrets.token_bytes(32)
        granted = await self._ask_for(established, {
            "type": "invite_device_data", "requested_device_label": details.label,
            "verify_key": verify_key(signing_key),
        }, "invite_device_confirmation")
        device = self._granted_device(granted, signing_key=signing_key,
                                      private_key=granted["private_key"])
        return dataclasses.replace(device, user_realm_id=granted["user_realm_id"],
                                   user_realm_key=granted["user_realm_key"])

    async def _run(self) -> LocalDevice:
        conduct = self.conduct
        info = await self.invited.ok("invite_info")
        if info["type"] != self.address.kind.upper():
            raise FormatError(f"invitation of type {info['type']}")
        chosen = await conduct.invitation(info)
        if info["type"] == "DEVICE":
            greeters = [info["claimer_user_id"]]
        else:
            greeters = [chosen] if chosen else [admin["user_id"]
                                                for admin in info["administrators"]]
        if not greeters:
            raise PeerError("nobody can greet")
        established = await self._establish_with_first(greeters)
        attempt = established.attempt
        await self._compare(established)
        _expect_step(await attempt.step(4, "NUMBER_4_SIGNIFY_TRUST"), "NUMBER_4_WAIT_PEER_TRUST")
        await conduct.own_code(established.own_code)
        _expect_step(await attempt.step(5, "NUMBER_5_WAIT_PEER_TRUST"), "5")
        details = await conduct.details(info)
        join = self._join_as_device if info["type"] == "DEVICE" else self._join_as_user
        device = await join(info, details, established)
        await conduct.save(device)
        # Not polled: the greeter may complete the invitation as soon as it has read this
        await attempt.step(8, "NUMBER_8_ACKNOWLEDGE", once=True)
        return device


# ---- Sabotage ------------------------------------------------------------------------------------

class Sabotage:
    """A mixin for conducts: misbehaves in the ways that `plan` names.

    public_key: "zero" | "small_order"     step 0 sends a key without a secret
    hashed_nonce: "wrong"                  the claimer's commitment does not match its nonce
    nonce_bytes: N                         a nonce of another length (its commitment is right)
    payload: "garbage" | "short" | "wrong_key" | "not_v0" | "bad_zstd" | "truncated_zstd" |
             "bad_msgpack" | "wrong_type" | "bomb"
    fields: {name: value}                  fields of the payload overridden, written as
                                           peer_formats.from_json reads; {"$absent": true} leaves
                                           one out
    steps: {number: {name: value}}         fields of a step's content overridden
    code: "wrong" | "none"                 the code that this side picks
    vanish_at: N, restart_at: N (restarts: K), cancel_at: N with reason: R     before sending step N
    enroll: false, complete: false         a greeter that forgets user_create or device_create,
                                           invite_complete
    """

    PLAN = {"public_key", "hashed_nonce", "nonce_bytes", "payload", "fields", "steps", "vanish_at",
            "restart_at", "restarts", "cancel_at", "reason", "enroll", "complete", "code"}

    def __init__(self, *args, plan: dict | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan or {}
        if unknown := set(self.plan) - self.PLAN:
            raise ValueError(f"unknown misbehaviour {sorted(unknown)}")
        self.restarts_left = self.plan.get("restarts", 1) if "restart_at" in self.plan else 0
        self.enrolls = self.plan.get("enroll", True)
        self.completes = self.plan.get("complete", True)

    def nonce(self) -> bytes:
        return secrets.token_bytes(self.plan.get("nonce_bytes", NONCE_BYTES))

    async def choose(self, choices: list[str], right: str) -> str | None:
        match self.plan.get("code"):
            case "none":
                return None
            case "wrong":
                return next(choice for choice in choices if choice != right)
        return await super().choose(choices, right)

    async def before_step(self, attempt: Attempt, number: int, content: dict) -> dict:
        plan = self.plan
        if plan.get("vanish_at") == number:
            raise Vanish(f"before step {number}")
        if plan.get("restart_at") == number and self.restarts_left > 0:
            self.restarts_left -= 1
            raise Restart(f"before step {number}")
        if plan.get("cancel_at") == number:
            raise Cancel(plan.get("reason", "MANUALLY_CANCELLED"))
        content = await super().before_step(attempt, number, content)
        if number == 0 and "public_key" in plan:
            content |= {"public_key": {"zero": bytes(32), "small_order": b"\x01" + bytes(31)}[
                plan["public_key"]]}
        if plan.get("hashed_nonce") == "wrong" and "hashed_nonce" in content:
            content |= {"hashed_nonce": sha256(content["hashed_nonce"])}
        return self._override(content, plan.get("steps", {}).get(str(number), {}))

    @staticmethod
    def _override(fields: dict, changes: dict) -> dict:
        fields = fields | changes
        return {name: value for name, value in fields.items() if value != {"$absent": True}}

    def _clear(self, fields: dict) -> bytes:
        fields = self._override(fields, self.plan.get("fields", {}))
        match self.plan.get("payload"):
            case "not_v0":
                return b"\x01" + dump_v0(fields)[1:]
            case "bad_zstd":
                return b"\x00" + secrets.token_bytes(64)
            case "truncated_zstd":
                return dump_v0(fields)[:-4]
            case "bad_msgpack":
                return b"\x00" + zstd.compress(b"\xc1" + pack(fields))
            case "wrong_type":
                return dump_v0(fields | {"type": "invite_device_data"})
            case "bomb":
                return b"\x00" + zstd.compress(bytes(256 << 20))
        return dump_v0(fields)

    def confirmation(self, fields: dict) -> bytes:
        return self._clear(fields)

    def request(self, fields: dict) -> bytes:
        return self._clear(fields)

    def sealed(self, key: bytes, clear: bytes) -> bytes:
        match self.plan.get("payload"):
            case "garbage":
                return secrets.token_bytes(200)
            case "short":
                return secrets.token_bytes(12)
            case "wrong_key":
                return encrypt(secrets.token_bytes(32), clear)
        return encrypt(key, clear)


class SabotagedConduct(Sabotage, Conduct):
    """An otherwise honest saboteur."""
