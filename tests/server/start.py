#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Runs the released Parsec server for development and tests, on loopback, without encryption.

    start.py [--port N] [--name HOST] [--web DIR] [--keep DIR | --crowd JSON]
             [--protection WAY]... [--sso] [--log FILE] [--json] [-- SERVER OPTION...]

Anybody may create an organization; e-mails are shown instead of sent. Organizations live in memory,
or with --keep in PostgreSQL under DIR, and then survive a restart. --crowd: there is a large one
from the beginning (crowd.py). --name: how links call this computer instead of 127.0.0.1; no passkey is
for an address in digits, so localhost is what they need. --protection: a way to protect devices that the server advises, such
as PASSWORD or PASSWORD+TOTP; with one or more of them, all others are advised against. --sso: people
can sign on, with a provider and an OpenBao that end with the server (tests/sso/stack.mjs).

With --json a program is reading: standard output is one JSON object per line, first
{"port", "url", "admin_token", "sso"?} when the server answers, then {"mail": {"from", "to", "at", "text"}} for
each e-mail, and the server stops when standard input ends. It always stops on SIGTERM and SIGINT.
"""

import argparse
import collections
import contextlib
import ctypes
import glob
import json
import os
import pathlib
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).parent
STACK = HERE.parent / "sso" / "stack.mjs"
ANSWER_PATIENCE_S = 60
STOP_PATIENCE_S = 5
LOG_LINES_IN_FAILURE = 30


class Failure(Exception):
    """Said to the person as it is."""


def die_with_parent() -> None:
    """A server must not outlive a test that was killed (Linux: PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# ---- PostgreSQL ----------------------------------------------------------------------------------


class Postgres:
    """A cluster of our own, reached through a socket in a folder that only its user may enter."""

    def __init__(self, folder: pathlib.Path):
        self.bin = self.find_programs()
        major = self.run_plain("postgres", "--version").split()[2].split(".")[0]
        self.cluster = folder / f"postgresql-{major}"
        self.log = folder / f"postgresql-{major}.log"
        # PostgreSQL refuses to run as root
        self.user = self.find_user() if os.geteuid() == 0 else None
        self.sockets = pathlib.Path(tempfile.mkdtemp(prefix="parsec-pg-"))
        if self.user:
            shutil.chown(self.sockets, self.user)

    @staticmethod
    def find_programs() -> pathlib.Path:
        on_path = shutil.which("initdb")
        found = [on_path] if on_path else sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
        if not found:
            raise Failure("PostgreSQL's initdb was not found: install the package postgresql.")
        return pathlib.Path(found[-1]).resolve().parent

    @staticmethod
    def find_user() -> str:
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                return pwd.getpwnam(name).pw_name
        raise Failure("PostgreSQL does not run as root, and there is no user postgres or nobody.")

    def run_plain(self, program: str, *arguments: str) -> str:
        return subprocess.run([self.bin / program, *arguments], check=True, capture_output=True,
                              text=True).stdout

    def run(self, program: str, *arguments) -> None:
        done = subprocess.run([self.bin / program, *map(str, arguments)], user=self.user,
                              cwd="/", capture_output=True, text=True)
        if done.returncode != 0:
            log = self.log.read_text()[-2000:] if self.log.exists() else ""
            raise Failure(f"{program} failed:\n{done.stdout}{done.stderr}{log}")

    def start(self) -> str:
        """Returns the database's address."""
        if not (self.cluster / "PG_VERSION").exists():
            self.cluster.mkdir(parents=True, exist_ok=True)
            self.log.touch()
            if self.user:
                shutil.chown(self.cluster, self.user)
                shutil.chown(self.log, self.user)
            self.run("initdb", "--pgdata", self.cluster, "--username", "parsec", "--auth", "trust",
                     "--encoding", "UTF8", "--no-locale")
        self.run("pg_ctl", "start", "--wait", "--silent", "--pgdata", self.cluster, "--log", self.log,
                 "--options", f"-c listen_addresses='' -c unix_socket_directories='{self.sockets}'")
        return f"postgresql:///postgres?user=parsec&host={self.sockets}"

    def stop(self) -> None:
        with contextlib.suppress(Failure):
            self.run("pg_ctl", "stop", "--wait", "--mode", "fast", "--pgdata", self.cluster)
        shutil.rmtree(self.sockets, ignore_errors=True)


def migrate(database: str) -> None:
    done = subprocess.run([sys.executable, "-m", "parsec", "migrate", "--db", database],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"The database could not be brought up to date:\n{done.stdout}{done.stderr}")


# ---- What the server writes ----------------------------------------------------------------------


class Output:
    """Tells mocked e-mails from log lines in what the server writes."""

    def __init__(self, on_mail, log):
        self.on_mail = on_mail
        self.log = log
        self.last = collections.deque(maxlen=LOG_LINES_IN_FAILURE)
        self.head = None
        self.body = None

    def read(self, stream) -> None:
        for line in stream:
            self.line(line.rstrip("\n"))

    def line(self, line: str) -> None:
        if line.startswith("A request to send an e-mail has been triggered and mocked"):
            self.head = {}
        elif self.body is not None:
            if line.startswith("=============== END OF EMAIL BODY"):
                self.on_mail({**self.head, "text": "\n".join(self.body)})
                self.head = self.body = None
            else:
                self.body.append(line)
        elif self.head is not None and line.startswith("================== EMAIL BODY"):
            self.body = []
        elif self.head is not None and ": " in line:
            name, value = line.split(": ", 1)
            self.head[name.lower()] = value
        else:
            self.last.append(line)
            if self.log:
                print(line, file=self.log, flush=True)


def show_mail(mail: dict) -> None:
    width = 78
    print("┌" + "─" * width, f"│ e-mail to {mail['to']}, not sent but shown here", "├" + "─" * width,
          sep="\n")
    for line in mail["text"].strip().splitlines():
        print(f"│ {line}")
    print("└" + "─" * width, flush=True)


def send_json(message: dict) -> None:
    print(json.dumps(message), flush=True)


# ---- Single sign-on ------------------------------------------------------------------------------


@contextlib.contextmanager
def signing_on(app: str):
    """A provider and an OpenBao that sends people back to this app; yields what stack.mjs says of them."""
    process = subprocess.Popen(["node", str(STACK), "--app", app], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent,
                               start_new_session=True)
    try:
        ready = process.stdout.readline()
        if not ready:
            raise Failure("Single sign-on did not start; what it said is above.")
        yield json.loads(ready)
    finally:
        process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_PATIENCE_S)
        process.kill()


def show_accounts(sso: dict) -> None:
    print("\n  Single sign-on   accounts at", sso["provider_url"])
    for person in sso["people"]:
        print(f"       {person['email']:<23} password {person['password']}")
    print(flush=True)


# ---- The server ----------------------------------------------------------------------------------


def server_command(options, port: int, database: str | None, sso: dict | None) -> list[str]:
    program = [str(HERE / "crowd.py"), options.crowd] if options.crowd else ["-m", "parsec"]
    command = [
        sys.executable, *program, "run",
        "--host", "127.0.0.1", "--port", str(port),
        "--server-addr", f"parsec3://{options.name}:{port}?no_ssl=true",
        "--db", database or "MOCKED",
        "--blockstore", "POSTGRESQL" if database else "MOCKED",
        "--spontaneous-organization-bootstrap",
        "--email-host", "MOCKED", "--email-sender", "no-reply@example.com",
        "--fake-account-password-algorithm-seed", "development",
        "--log-level", "WARNING",
    ]
    if options.web:
        command += ["--with-client-web-app", str(options.web)]
    for protection in options.protection:
        command += ["--advisory-device-file-protection", protection]
    if sso:
        command += sso["server_options"]
    return command + options.server_options


def wait_until_answering(process, url: str, output: Output) -> None:
    give_up = time.monotonic() + ANSWER_PATIENCE_S
    # Loopback is never behind a proxy
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        with contextlib.suppress(urllib.error.HTTPError):
            try:
                opener.open(url, timeout=1).close()
            except urllib.error.HTTPError:
                raise
            except OSError:
                if process.poll() is not None or time.monotonic() > give_up:
                    time.sleep(0.2)  # the reader thread may be behind
                    raise Failure("The Parsec server did not start:\n" + "\n".join(output.last))
                time.sleep(0.05)
                continue
        return


def stop(process) -> None:
    process.terminate()
    try:
        process.wait(STOP_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()  # an open event stream may hold it
        process.wait()


class Stopped(Exception):
    """SIGTERM, SIGINT, or nobody is reading any more."""


def on_signal(*_) -> None:
    # Once is enough: what follows is the orderly stop
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def stop_at_end_of_input() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def serve(options) -> int:
    port = options.port or free_port()
    url = f"http://{options.name}:{port}"
    token = secrets.token_hex(16)
    with contextlib.ExitStack() as cleanup:
        database = None
        if options.keep:
            postgres = Postgres(options.keep)
            cleanup.callback(postgres.stop)
            database = postgres.start()
            migrate(database)
        sso = cleanup.enter_context(signing_on(url)) if options.sso else None
        log = cleanup.enter_context(open(options.log, "w")) if options.log else None
        output = Output((lambda mail: send_json({"mail": mail})) if options.json else show_mail, log)
        process = subprocess.Popen(
            server_command(options, port, database, sso), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            env={**os.environ, "PARSEC_ADMINISTRATION_TOKEN": token, "PYTHONUNBUFFERED": "1"},
            preexec_fn=die_with_parent, start_new_session=True)
        cleanup.callback(stop, process)
        threading.Thread(target=output.read, args=(process.stdout,), daemon=True).start()
        wait_until_answering(process, f"http://127.0.0.1:{port}", output)
        if options.json:
            send_json({"port": port, "url": url, "admin_token": token,
                       **({"sso": sso} if sso else {})})
            threading.Thread(target=stop_at_end_of_input, daemon=True).start()
        else:
            print(f"Parsec server: {url}   administration token: {token}", flush=True)
            if sso:
                show_accounts(sso)
        code = process.wait()
        raise Failure(f"The Parsec server ended by itself ({code}):\n" + "\n".join(output.last))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, help="default: a free one")
    parser.add_argument("--name", default="127.0.0.1", metavar="HOST")
    parser.add_argument("--web", type=pathlib.Path, help="folder that is served under /client/")
    storage = parser.add_mutually_exclusive_group()
    storage.add_argument("--keep", type=pathlib.Path, metavar="DIR")
    storage.add_argument("--crowd", metavar="JSON")
    parser.add_argument("--protection", action="append", default=[], metavar="WAY")
    parser.add_argument("--sso", action="store_true")
    parser.add_argument("--log", type=pathlib.Path, help="the server's log, without the e-mails")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("server_options", nargs="*", help="passed on to `parsec run`")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    try:
        return serve(options)
    except Stopped:
        return 0
    except Failure as failure:
        print(f"start.py: {failure}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
