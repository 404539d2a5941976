#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""The independent other side of an enrollment, as a program.

    peer.py serve                                    for tests: JSON lines in and out, see below
    peer.py bootstrap|invite|greet|claim|open …      for a person at a terminal, see --help

`serve` reads one JSON command per line. A command is {"do": NAME, …}; its answer is {"ok": true, …}
or {"ok": false, "error": KIND, "message": TEXT, …}, with the command's "id" repeated if it has one.
KIND is command, refused (with "status"), http (with the code in "http"), network, format, crypto,
untrusted. Lines with "event" come from the running greet or claim; there is one at a time. Commands
that need a device take "device" (its id), by default the one made or opened last. Ids and tokens
are 32 hex digits, files standard base64. Keys are never printed, except for what a person is shown
to keep: a recovery key, the secret of one-time codes.

  {"do":"bootstrap","server":URL,"organization":ORG,"email":…,"name":…}
        optional: "label","password","token"|"link","sequester_pem","argon2","clock_offset"
        → "device","user_id", and with a password "device_file"
  {"do":"read_device_file","device_file":B64}  → "kind","head","codes" (whether it wants a one-time
        code),"passkeys": what the file says in clear, of the kinds password, web_passkey, recovery
  {"do":"open_device_file","device_file":B64,"password":… | "output":HEX | "recovery_key":…}
        → who it is, and "accepted"; "output" is what one of the file's passkeys gives for its salt.
        A file that wants a one-time code: "code":… or "totp_secret":BASE32
  {"do":"save_device_file","password":… | "passkeys":[{"credential_id":HEX,"rp_id":…,"output":HEX}]}
        → "device_file"; optional: "argon2", "codes": true (it wants one-time codes then), and of a
        passkey "salt":HEX,"label"
  {"do":"add_device","label":…,"password":…}   → "device","device_file": one more of the same person,
        made by "device"; optional: all that save_device_file takes
  {"do":"prove"}                               → "accepted": the server takes this device's requests
  {"do":"totp_setup"}                          → "totp_secret": of the person's one-time codes, from
        now on; with "link" (of a reset) as whoever was sent it. Files are given a layer by "codes"
  {"do":"totp_code","totp_secret":BASE32}      → "code": the one of now; "steps": N for one that many
        times 30 seconds later
  {"do":"recovery_create"}                     → "recovery_file","recovery_key","device" (the one that
        is sealed in it); optional: "label"
  {"do":"recovery_restore","recovery_file":B64,"recovery_key":…,"label":…}   → who it is, and what
        save_device_file gives, which takes the rest
  {"do":"invite","email":…}                    → "token","link_http","link_parsec3","email_sent"
        optional: "send_email"
  {"do":"invite_device"}                       → the same, for another device of one's own
  {"do":"invitations"}                         → "invitations": [{token,type,status,email,…}]
  {"do":"cancel_invitation","token":…}         {"do":"complete_invitation","token":…}
  {"do":"members"}                             → "users", verified from the root key on:
        [{user_id,email,name,profile,revoked,devices,"purposes": by device}]
  {"do":"revoke","user_id":… | "email":…}      → "user_id"
  {"do":"parse_link","link":…}
        → "kind","organization","server","token","link_http","link_parsec3"
  {"do":"request","family":"anonymous|invited|authenticated","body":{"cmd":…}}   → "reply"
        bytes, ids, times are {"$bin":hex}, {"$uuid":hex}, {"$time":µs}; anonymous and invited take
        "server" and "organization", invited "token"
  {"do":"quit"}

  {"do":"greet","token":… | "link":…}  optional: what is granted if "auto": "name","profile",
                                       "email","label". Whether it is a person or another
                                       device of one's own is read from the invitation
  {"do":"claim","link":…}              optional: "greeter"; if "auto": "name","email","label",
                                       "password"; "argon2". The link of a device is claimed as
                                       one: "label" and "password" are all that counts then
    both: "auto" (no decision is awaited), "misbehave" (peer_flows.Sabotage), "pause_at": [N,…],
    "follow_restarts", claim: "clock_offset". Events, with the decision that each awaits:
        {"event":"attempt","attempt":ID}
        {"event":"invitation","email":…,"administrators":[…]}                 (claim)
        {"event":"step","step":N}             both sides have done step N
        {"event":"paused","step":N}           before sending it: {"do":"go"}
        {"event":"restarted","origin":…}      the other side began anew
        {"event":"own_code","code":"AB3D"}
        {"event":"choose","choices":[4]}      {"do":"choose","code":…} | {"do":"none"}
        {"event":"review","email":…,"name":…,"label":…,"invited_email":…,"email_matches":…}
                                      {"do":"approve","name":…,"profile":…} | {"do":"refuse"}
        {"event":"review_device","label":…}   {"do":"approve"} | {"do":"refuse"}
        {"event":"details","email":…}         {"do":"details","name":…,"password":…}
    at any time: {"do":"cancel","reason":…} tells the other side; {"do":"vanish"} does not.
    The last event is one of
        {"event":"done",…}       greet: user_id, device_id, email, name, profile;
                                 claim: device, user_id, email, name, profile, label, device_file
        {"event":"cancelled","by":"peer","origin":…,"reason":…}
        {"event":"cancelled","by":"self","reason":…}
        {"event":"vanished"}     {"event":"failed","error":KIND,"message":…}
"""

import argparse
import asyncio
import base64
import dataclasses
import getpass
import json
import pathlib
import sys
import time
import uuid

import httpx

from peer_flows import (
    Anonymous, Approval, AttemptCancelled, Authenticated, Cancel, Claimer, Conduct, Details,
    Greeter, HttpRefusal, Invited, PeerError, Refused, Review, Sabotage, Server, Vanish, bootstrap,
)
from peer_formats import (
    CANCEL_REASONS, Address, CryptoError, FormatError, Layer, LocalDevice, Passkey, base32_bytes,
    base32_text, dump_passkey_file, dump_password_file, dump_recovery_file, from_json, load_file,
    load_passkey_file, load_password_file, load_recovery_file, one_time_code, to_json,
)


def describe_error(error: BaseException) -> dict:
    match error:
        case Refused():
            return {"error": "refused", "message": str(error), "command": error.command,
                    "status": error.status, "reply": to_json(error.reply)}
        case HttpRefusal():
            return {"error": "http", "message": str(error), "http": error.status}
        case PeerError():
            return {"error": error.kind, "message": str(error)}
        case FormatError():
            return {"error": "format", "message": str(error)}
        case CryptoError():
            return {"error": "crypto", "message": str(error)}
        case httpx.HTTPError():
            return {"error": "network", "message": f"{type(error).__name__}: {error}"}
        case KeyError() | ValueError() | TypeError():
            return {"error": "command", "message": f"{type(error).__name__}: {error}"}
    raise error


def describe_device(device: LocalDevice) -> dict:
    email, name = device.human_handle
    return {"device": device.device_id.hex, "user_id": device.user_id.hex, "email": email,
            "name": name, "label": device.device_label, "profile": device.initial_profile,
            "organization": device.organization_id, "server": device.server_url}


def invited_email(info: dict) -> str:
    """Of whoever is invited: another device has its person's."""
    return info["claimer_email"] if info["type"] == "USER" else info["claimer_human_handle"][0]


def describe_links(address: Address) -> dict:
    return {"link_http": address.to_http(), "link_parsec3": address.to_url()}


def read_base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def write_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


async def seal_device(device: LocalDevice, command: dict, layer: Layer | None = None) -> str:
    """A device file, protected in the way that the command says."""
    if "passkeys" in command:
        data = dump_passkey_file(device, layer=layer, passkeys=[
            Passkey(**{name: bytes.fromhex(value) if name in ("credential_id", "output", "salt")
                       else value for name, value in passkey.items()})
            for passkey in command["passkeys"]])
    else:
        data = await asyncio.to_thread(dump_password_file, device, command["password"],
                                       layer=layer, **(command.get("argon2") or {}))
    return write_base64(data)


async def fetch_opaque_key(file: dict, code: str) -> bytes:
    server = Server(file["server_url"])
    try:
        return await Anonymous(server, file["organization_id"]).fetch_opaque_key(
            file["user_id"], file["totp_opaque_key_id"], code)
    finally:
        await server.close()


async def open_sealed(data: bytes, command: dict) -> LocalDevice:
    """A device file of any kind, with what the command gives; the code goes to the server first."""
    if "recovery_key" in command:
        return load_recovery_file(data, command["recovery_key"])
    file = load_file(data)
    opaque_key = None
    if file["totp_opaque_key_id"] is not None:
        code = command.get("code") or one_time_code(base32_bytes(command["totp_secret"]),
                                                    time.time())
        opaque_key = await fetch_opaque_key(file, code)
    if "output" in command:
        return load_passkey_file(data, bytes.fromhex(command["output"]), opaque_key=opaque_key)
    return await asyncio.to_thread(load_password_file, data, command["password"],
                                   opaque_key=opaque_key)


# ---- serve ---------------------------------------------------------------------------------------

class RemoteConduct(Sabotage, Conduct):
    """Asks whoever drives the program."""

    def __init__(self, command: dict, emit):
        super().__init__(plan=from_json(command.get("misbehave")))
        self.command = command
        self.emit = emit
        self.auto = command.get("auto", False)
        self.follows_restarts = command.get("follow_restarts", False)
        self.device_file: str | None = None
        self.answer: asyncio.Future | None = None
        self.awaited: tuple[str, ...] = ()

    async def _ask(self, *awaited: str) -> dict:
        self.awaited, self.answer = awaited, asyncio.get_running_loop().create_future()
        try:
            return await self.answer
        finally:
            self.awaited = ()

    def decide(self, command: dict) -> bool:
        """Whether the flow was waiting for this decision."""
        if command["do"] not in self.awaited or self.answer.done():
            return False
        self.answer.set_result(command)
        return True

    async def started(self, attempt) -> None:
        self.emit(event="attempt", attempt=attempt.id.hex)

    async def before_step(self, attempt, number: int, content: dict) -> dict:
        if number in self.command.get("pause_at", []):
            self.emit(event="paused", step=number)
            await self._ask("go")
        return await super().before_step(attempt, number, content)

    async def after_step(self, attempt, number: int) -> None:
        self.emit(event="step", step=number)

    async def restarted(self, error: AttemptCancelled) -> None:
        self.emit(event="restarted", origin=error.origin)

    async def own_code(self, code: str) -> None:
        self.emit(event="own_code", code=code)

    async def choose(self, choices: list[str], right: str) -> str | None:
        self.emit(event="choose", choices=choices)
        if self.auto:
            return await super().choose(choices, right)
        return (await self._ask("choose", "none")).get("code")

    async def review(self, request: Review) -> Approval | None:
        self.emit(event="review", **dataclasses.asdict(request),
                  email_matches=request.email == request.invited_email)
        decision = self.command if self.auto else await self._ask("approve", "refuse")
        if decision["do"] == "refuse":
            return None
        return Approval(name=decision.get("name", request.name), email=decision.get("email"),
                        profile=decision.get("profile", "STANDARD"), label=decision.get("label"))

    async def review_device(self, label: str) -> bool:
        self.emit(event="review_device", label=label)
        return self.auto or (await self._ask("approve", "refuse"))["do"] == "approve"

    async def invitation(self, info: dict) -> uuid.UUID | None:
        self.emit(event="invitation", email=invited_email(info), administrators=[
            {"user_id": admin["user_id"].hex, "email": admin["human_handle"][0],
             "name": admin["human_handle"][1]} for admin in info.get("administrators", [])])
        greeter = self.command.get("greeter")
        return uuid.UUID(greeter) if greeter else None

    async def details(self, info: dict) -> Details:
        self.emit(event="details", email=invited_email(info))
        if not self.auto:
            self.command = self.command | await self._ask("details")
        return Details(name=self.command.get("name", self.name), email=self.command.get("email"),
                       label=self.command.get("label", "Peer"))

    async def save(self, device: LocalDevice) -> None:
        if self.command.get("password"):
            self.device_file = await seal_device(device, self.command)


class Program:
    def __init__(self):
        self.devices: dict[str, Authenticated] = {}
        self.last_device: str | None = None
        self.conduct: RemoteConduct | None = None
        self.flow: Greeter | Claimer | None = None
        self.task: asyncio.Task | None = None

    def emit(self, **line) -> None:
        print(json.dumps(line, ensure_ascii=False), flush=True)

    async def run(self) -> None:
        while line := await asyncio.to_thread(sys.stdin.readline):
            if not line.strip():
                continue
            try:
                command = json.loads(line)
                name = command["do"]
            except (ValueError, KeyError, TypeError) as error:
                self.emit(ok=False, error="command", message=f"not a command: {error}")
                continue
            reference = {"id": command["id"]} if "id" in command else {}
            if name == "quit":
                self.emit(ok=True, **reference)
                break
            try:
                handler = getattr(self, f"do_{name}", None)
                if handler is None:
                    raise ValueError(f"unknown command {name}")
                answer = await handler(command) or {}
            except Exception as error:
                self.emit(ok=False, **reference, **describe_error(error))
            else:
                self.emit(ok=True, **reference, **answer)
        await self._stop_flow()

    def _device(self, command: dict) -> Authenticated:
        id_ = command.get("device", self.last_device)
        if id_ not in self.devices:
            raise ValueError("no such device: bootstrap, claim or open one first")
        return self.devices[id_]

    def _keep(self, device: LocalDevice, clock_offset: float = 0) -> Authenticated:
        commands = Authenticated(Server(device.server_url, clock_offset=clock_offset), device)
        self.last_device = device.device_id.hex
        self.devices[self.last_device] = commands
        return commands

    # Devices

    async def do_bootstrap(self, command: dict) -> dict:
        token = bytes.fromhex(command["token"]) if "token" in command else None
        if "link" in command:
            address = Address.parse(command["link"])
            if address.kind != "bootstrap":
                raise ValueError(f"not a bootstrap address but {address.kind}")
            command = {"server": address.server_url, "organization": address.organization} | command
            token = address.token
        server = Server(command["server"], clock_offset=command.get("clock_offset", 0))
        device = await bootstrap(
            server, command["organization"], email=command["email"], name=command["name"],
            label=command.get("label", "Peer"), token=token,
            sequester_pem=command.get("sequester_pem"))
        await server.close()
        self._keep(device, command.get("clock_offset", 0))
        answer = describe_device(device)
        if command.get("password"):
            answer["device_file"] = await seal_device(device, command)
        return answer

    async def do_read_device_file(self, command: dict) -> dict:
        file = load_file(read_base64(command["device_file"]))
        head = ("server_url", "organization_id", "user_id", "device_id", "human_handle",
                "device_label", "created_on", "protected_on")
        return {"kind": file["type"], "codes": file.get("totp_opaque_key_id") is not None,
                "head": to_json({name: file[name] for name in head}), "passkeys": [
                    {"credential_id": passkey["credential_id"].hex(), "rp_id": passkey["rp_id"],
                     "salt": passkey["salt"].hex(), "label": passkey["label"],
                     "version": passkey["version"]} for passkey in file.get("passkeys", [])]}

    async def do_open_device_file(self, command: dict) -> dict:
        device = await open_sealed(read_base64(command["device_file"]), command)
        commands = self._keep(device, command.get("clock_offset", 0))
        return describe_device(device) | {"accepted": await commands.accepted()}

    async def _save(self, commands: Authenticated, command: dict) -> dict:
        layer = await commands.make_layer() if command.get("codes") else None
        return {"device_file": await seal_device(commands.device, command, layer)}

    async def do_save_device_file(self, command: dict) -> dict:
        return await self._save(self._device(command), command)

    async def do_add_device(self, command: dict) -> dict:
        last = self.last_device
        device = await self._device(command).add_device(command["label"])
        commands = self._keep(device)
        self.last_device = last
        return describe_device(device) | await self._save(commands, command)

    # One-time codes and recovery

    async def do_totp_setup(self, command: dict) -> dict:
        if "link" in command:
            address = Address.parse(command["link"])
            if address.kind != "totp_reset":
                raise ValueError(f"not a reset address but {address.kind}")
            user_id, token = address.payload
            secret = await Anonymous(Server(address.server_url), address.organization) \
                .set_up_codes_again(user_id, token)
        else:
            secret = await self._device(command).set_up_codes()
        return {"totp_secret": base32_text(secret)}

    async def do_totp_code(self, command: dict) -> dict:
        at = time.time() + 30 * command.get("steps", 0)
        return {"code": one_time_code(base32_bytes(command["totp_secret"]), at)}

    async def do_recovery_create(self, command: dict) -> dict:
        owner = self._device(command)
        device = await owner.add_device(
            command.get("label", f"recovery_{time.time_ns() // 1_000_000}"),
            purpose="PASSPHRASE_RECOVERY")
        file, passphrase = dump_recovery_file(device)
        return {"recovery_file": write_base64(file), "recovery_key": passphrase,
                "device": device.device_id.hex}

    async def do_recovery_restore(self, command: dict) -> dict:
        sealed = load_recovery_file(read_base64(command["recovery_file"]), command["recovery_key"])
        device = await Authenticated(Server(sealed.server_url), sealed).add_device(command["label"])
        return describe_device(device) | await self._save(self._keep(device), command)

    async def do_prove(self, command: dict) -> dict:
        return {"accepted": await self._device(command).accepted()}

    # People and invitations

    async def do_invite(self, command: dict) -> dict:
        admin = self._device(command)
        reply = await admin.invite(command["email"], send_email=command.get("send_email", False))
        return {"token": reply["token"].hex(), "email_sent": reply["email_sent"],
                **describe_links(admin.invitation_address(reply["token"]))}

    async def do_invite_device(self, command: dict) -> dict:
        owner = self._device(command)
        reply = await owner.invite_device(send_email=command.get("send_email", False))
        return {"token": reply["token"].hex(), "email_sent": reply["email_sent"],
                **describe_links(owner.invitation_address(reply["token"], "device"))}

    async def do_invitations(self, command: dict) -> dict:
        return {"invitations": [
            {"token": item["token"].hex(), "type": item["type"], "status": item["status"],
             "email": item.get("claimer_email"), "created_on": item["created_on"].us}
            for item in await self._device(command).invitations()]}

    async def do_cancel_invitation(self, command: dict) -> None:
        await self._device(command).ok("invite_cancel", token=bytes.fromhex(command["token"]))

    async def do_complete_invitation(self, command: dict) -> None:
        await self._device(command).ok("invite_complete", token=bytes.fromhex(command["token"]))

    async def do_members(self, command: dict) -> dict:
        members = await self._device(command).members()
        return {"users": [
            {"user_id": user.user_id.hex, "email": user.email, "name": user.name,
             "profile": user.profile, "revoked": user.revoked_on is not None,
             "devices": [id_.hex for id_, (owner, _) in members.devices.items()
                         if owner == user.user_id],
             "purposes": {id_.hex: members.purposes[id_] for id_, (owner, _)
                          in members.devices.items() if owner == user.user_id}}
            for user in members.users.values()]}

    async def do_revoke(self, command: dict) -> dict:
        admin = self._device(command)
        if "user_id" in command:
            user_id = uuid.UUID(command["user_id"])
        else:
            found = [user.user_id for user in (await admin.members()).users.values()
                     if user.email == command["email"] and user.revoked_on is None]
            if not found:
                raise ValueError("nobody has this e-mail address")
            user_id = found[0]
        await admin.revoke(user_id)
        return {"user_id": user_id.hex}

    async def do_parse_link(self, command: dict) -> dict:
        address = Address.parse(command["link"])
        token = address.token.hex() if isinstance(address.payload, bytes) else None
        return {"kind": address.kind, "organization": address.organization, "token": token,
                "server": address.server_url, **describe_links(address)}

    async def do_request(self, command: dict) -> dict:
        body = from_json(command["body"])
        family = command["family"]
        if family == "authenticated":
            commands = self._device(command)
        else:
            server = Server(command["server"])
            commands = Anonymous(server, command["organization"]) if family == "anonymous" else \
                Invited(server, command["organization"], bytes.fromhex(command["token"]))
        return {"reply": to_json(await commands.send(body.pop("cmd"), **body))}

    # Greetings

    def _start_flow(self, flow: Greeter | Claimer, finish) -> None:
        self.flow, self.conduct = flow, flow.conduct

        async def follow():
            try:
                last = finish(await flow.run())
            except asyncio.CancelledError:
                raise
            except AttemptCancelled as error:
                last = {"event": "cancelled", "by": "peer", "origin": error.origin,
                        "reason": error.reason}
            except Cancel as error:
                last = {"event": "cancelled", "by": "self", "reason": error.reason}
            except Vanish:
                last = {"event": "vanished"}
            except Exception as error:
                last = {"event": "failed"} | describe_error(error)
            self.emit(**last)

        # Not started before the command's own answer is out
        self.task = asyncio.create_task(follow())

    async def _stop_flow(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    def _running(self) -> bool:
        return self.task is not None and not self.task.done()

    def _must_be_free(self) -> None:
        if self._running():
            raise ValueError("a greet or claim is running: cancel or vanish first")

    async def do_greet(self, command: dict) -> None:
        self._must_be_free()
        conduct = RemoteConduct(command, self.emit)
        token = Address.parse(command["link"]).token if "link" in command else \
            bytes.fromhex(command["token"])
        greeter = Greeter(self._device(command), token, conduct)
        self._start_flow(greeter, lambda granted: {
            "event": "done", "user_id": granted.user_id.hex, "device_id": granted.device_id.hex,
            "email": granted.email, "name": granted.name, "profile": granted.profile})

    async def do_claim(self, command: dict) -> None:
        self._must_be_free()
        conduct = RemoteConduct(command, self.emit)
        clock_offset = command.get("clock_offset", 0)
        claimer = Claimer.from_link(command["link"], conduct, clock_offset=clock_offset)

        def finish(device: LocalDevice) -> dict:
            self._keep(device, clock_offset)
            return {"event": "done", **describe_device(device), "device_file": conduct.device_file}

        self._start_flow(claimer, finish)

    async def _decide(self, command: dict) -> None:
        if not self._running() or not self.conduct.decide(command):
            raise ValueError("nothing awaits this decision")

    do_choose = do_none = do_approve = do_refuse = do_details = do_go = _decide

    async def do_cancel(self, command: dict) -> None:
        if not self._running():
            raise ValueError("nothing to cancel")
        reason = command.get("reason", "MANUALLY_CANCELLED")
        if reason not in CANCEL_REASONS:
            raise ValueError(f"unknown reason {reason}")
        await self._stop_flow()
        await self.flow.cancel(reason)
        self.emit(event="cancelled", by="self", reason=reason)

    async def do_vanish(self, command: dict) -> None:
        if not self._running():
            raise ValueError("nothing to vanish from")
        await self._stop_flow()
        self.emit(event="vanished")


# ---- At a terminal -------------------------------------------------------------------------------

class TerminalConduct(Conduct):
    async def own_code(self, code: str) -> None:
        print(f"Read your code aloud: {code}")

    async def choose(self, choices: list[str], right: str) -> str | None:
        print("Which code do you hear?  " + "  ".join(choices))
        answer = await asyncio.to_thread(input, "Code (empty: none of these): ")
        return answer.strip().upper() or None

    async def review(self, request: Review) -> Approval | None:
        print(f"{request.name} <{request.email}> wants to join from “{request.label}”.")
        if request.email != request.invited_email:
            print(f"WARNING: the invitation was sent to {request.invited_email}.")
        profile = await asyncio.to_thread(
            input, "Profile (ADMIN, STANDARD or OUTSIDER; empty: refuse): ")
        return Approval(name=request.name, profile=profile.strip()) if profile.strip() else None

    async def review_device(self, label: str) -> bool:
        answer = await asyncio.to_thread(input, f"Add “{label}” to your devices? (yes/no) ")
        return answer.strip().lower() == "yes"

    async def details(self, info: dict) -> Details:
        if info["type"] == "DEVICE":
            return Details(name=info["claimer_human_handle"][1])
        return Details(name=await asyncio.to_thread(input, f"Name of {info['claimer_email']}: "))


class TerminalClaim(TerminalConduct):
    def __init__(self, out: pathlib.Path):
        super().__init__()
        self.out = out

    async def save(self, device: LocalDevice) -> None:
        save_file(self.out, device)


def save_file(out: pathlib.Path, device: LocalDevice) -> None:
    data = dump_password_file(device, getpass.getpass("New password: "))
    out.touch(mode=0o600)
    out.write_bytes(data)
    print(f"Device file: {out}")


async def open_file(path: pathlib.Path) -> Authenticated:
    data = path.read_bytes()
    file, secret = load_file(data), {}
    if file["type"] == "recovery":
        secret["recovery_key"] = getpass.getpass("Recovery key: ")
    elif file["type"] == "web_passkey":
        secret["output"] = getpass.getpass("Output of a passkey, in hex: ")
    else:
        secret["password"] = getpass.getpass("Password: ")
    if file.get("totp_opaque_key_id") is not None:
        secret["code"] = await asyncio.to_thread(input, "One-time code: ")
    device = await open_sealed(data, secret)
    return Authenticated(Server(device.server_url), device)


async def at_terminal(options: argparse.Namespace) -> None:
    match options.do:
        case "serve":
            await Program().run()
        case "bootstrap":
            device = await bootstrap(Server(options.server), options.organization,
                                     email=options.email, name=options.name)
            save_file(options.file, device)
        case "invite":
            admin = await open_file(options.file)
            token = (await admin.invite(options.email))["token"]
            print(admin.invitation_address(token).to_http())
        case "greet":
            address = Address.parse(options.link)
            admin = await open_file(options.file)
            print(await Greeter(admin, address.token, TerminalConduct()).run())
        case "claim":
            await Claimer.from_link(options.link, TerminalClaim(options.file)).run()
        case "open":
            commands = await open_file(options.file)
            print(commands.device)
            print("accepted by the server:", await commands.accepted())


def main() -> None:
    parser = argparse.ArgumentParser(description="An independent Parsec peer.")
    commands = parser.add_subparsers(dest="do", required=True)
    commands.add_parser("serve", help="JSON lines on stdin and stdout, for tests")
    for name, arguments in {
        "bootstrap": ("server", "organization", "email", "name", "file"),
        "invite": ("file", "email"),
        "greet": ("file", "link"), "claim": ("link", "file"), "open": ("file",),
    }.items():
        command = commands.add_parser(name)
        for argument in arguments:
            command.add_argument(argument,
                                 type=pathlib.Path if argument == "file" else str)
    try:
        asyncio.run(at_terminal(parser.parse_args()))
    except KeyboardInterrupt:
        sys.exit(130)
    except (PeerError, FormatError, CryptoError, httpx.HTTPError) as error:
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
