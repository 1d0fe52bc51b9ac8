"""The conversation with a mail server: connected and logged in when first needed, and kept for the next message.

Every way in which it can go wrong becomes a DeliveryError:

    4xx, a lost connection, no answer       try again (`retry_after` where the server greylists)
    5xx, a refused login, no encryption     permanent, with the server's words and what to do
    lost after the message had been sent    uncertain: it may have arrived
"""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
from collections.abc import Callable
from typing import NoReturn

from notifiers.layout import clean
from notifiers.notifier import DeliveryError

#: seconds that a server has for one answer; RFC 5321 (4.5.3.2) would give it minutes, but the next attempt can
TIMEOUT = 60
#: seconds to wait where a greylisting server names none (most take five minutes)
GREYLISTED = 300
#: characters of a server's words that are shown
WORDS = 200
_UNITS = {"s": 1, "m": 60, "h": 3600}
_WAIT = re.compile(r"(\d{1,4})\s*(s|m|h)(?:ec|in|our|r|$|\b)", re.IGNORECASE)
_Step = Callable[..., tuple[int, bytes]]


class Gone(DeliveryError):
    """The server has closed the connection, or does not answer; nothing was handed over."""


class MailServer:
    """One mail server and one connection to it. *security*: "starttls", "tls" (certificates verified) or "none".

    *hello*: the name that we say in EHLO. Not for several threads at a time.
    """

    def __init__(
        self, host: str, port: int, *, username: str | None, password: str | None, security: str, hello: str
    ) -> None:
        self.where = f"mail server {host}:{port}"
        self._host, self._port, self._security, self._hello = host, port, security, hello
        self._username, self._password = username or "", password or ""
        self._smtp: smtplib.SMTP | None = None

    def deliver(self, sender: str, to: str, content: str) -> None:
        """Hand *content* (ASCII, bare line ends) over for *to*; both addresses in ASCII. Raises DeliveryError."""
        smtp = self.greet(sender)
        self._ask(f"the recipient {to}", smtp.rcpt, to, wanted=(250, 251))
        self._ask("the message", smtp.docmd, "DATA", wanted=(354,))
        lines = re.sub(r"(?m)^\.", "..", content).replace("\n", "\r\n")
        try:
            smtp.send(f"{lines}.\r\n".encode("ascii"))
            code, words = smtp.getreply()
        except OSError as err:
            self._drop()
            told = f"{self.where}: the connection was lost before the message was acknowledged ({self.words(err)})"
            raise DeliveryError(told, uncertain=True) from None
        if code != 250:
            self._refused("the message", code, words)

    def greet(self, sender: str) -> smtplib.SMTP:
        """MAIL FROM *sender*; where the kept connection has gone meanwhile, once more over a new one."""
        if self._smtp is not None:
            try:
                self._ask(f"the sender {sender}", self._smtp.mail, sender)
            except Gone:
                self._drop()
            else:
                return self._smtp
        self._smtp = self._connected()
        self._ask(f"the sender {sender}", self._smtp.mail, sender)
        return self._smtp

    def close(self) -> None:
        """Say goodbye, where a connection is open."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except OSError:  # it has gone already
                self._smtp.close()
            self._smtp = None

    # -- steps --------------------------------------------------------------------------------------------------------

    def _connected(self) -> smtplib.SMTP:
        """A new connection: secured as set, greeted, logged in."""
        smtp = self._opened()
        try:
            smtp.ehlo_or_helo_if_needed()
            if self._security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if self._username:
                smtp.login(self._username, self._password)
        except (OSError, UnicodeEncodeError) as err:
            smtp.close()
            self._explain(err)
        return smtp

    def _opened(self) -> smtplib.SMTP:
        try:
            if self._security == "tls":
                context = ssl.create_default_context()
                return smtplib.SMTP_SSL(self._host, self._port, self._hello, timeout=TIMEOUT, context=context)
            return smtplib.SMTP(self._host, self._port, self._hello, timeout=TIMEOUT)
        except OSError as err:
            self._explain(err)

    def _explain(self, err: OSError | UnicodeEncodeError) -> NoReturn:
        """Why there is no connection on which mail can be sent. Never shows user or password."""
        told, permanent = f"{self.where}: cannot be reached ({self.words(err)}) — check MONITOR_SMTP_HOST", False
        match err:
            case UnicodeEncodeError():
                told, permanent = f"{self.where}: user and password are to be plain ASCII letters and signs", True
            case smtplib.SMTPAuthenticationError():
                remedy = "check MONITOR_SMTP_USERNAME and MONITOR_SMTP_PASSWORD (some providers want an app password)"
                told = f"{self.where}: the login was refused ({self.words(err.smtp_error)}) — {remedy}"
                permanent = err.smtp_code >= 500
            case smtplib.SMTPNotSupportedError() if "STARTTLS" in str(err):
                remedy = "MONITOR_SMTP_SECURITY=tls, mostly on port 465; none only on a network that you trust"
                told, permanent = f"{self.where}: offers no STARTTLS — set {remedy}", True
            case smtplib.SMTPNotSupportedError():
                remedy = "set MONITOR_SMTP_SECURITY to starttls or tls, or no MONITOR_SMTP_USERNAME"
                told, permanent = f"{self.where}: offers no login on this connection — {remedy}", True
            case smtplib.SMTPResponseException():
                told = f"{self.where}: {self.words(err.smtp_error)} ({err.smtp_code})"
                permanent = 500 <= err.smtp_code < 600
            case ssl.SSLCertVerificationError():
                words = self.words(err.verify_message)
                told = f"{self.where}: its certificate is not trusted ({words}) — see docs/email.md"
            case ssl.SSLError():
                remedy = "check MONITOR_SMTP_PORT and MONITOR_SMTP_SECURITY (starttls mostly on 587, tls on 465)"
                told = f"{self.where}: no encryption could be agreed on ({self.words(err)}) — {remedy}"
        raise DeliveryError(told, permanent=permanent) from None

    def _ask(self, about: str, step: _Step, argument: str, *, wanted: tuple[int, ...] = (250,)) -> None:
        """One step of the conversation. Raises Gone, or DeliveryError where it is refused for now or for good."""
        try:
            code, words = step(argument)
        except OSError as err:
            self._drop()
            raise Gone(f"{self.where}: the connection was lost ({self.words(err)})") from None
        if code == 421:  # it closes the connection after this, whatever was asked
            self._drop()
            raise Gone(f"{self.where}: {self.words(words)} (421)", retry_after=wait(code, self.words(words)))
        if code not in wanted:
            self._refused(about, code, words)

    def _refused(self, about: str, code: int, words: bytes) -> NoReturn:
        """What was refused, in the server's words; the connection stays fit for the next message."""
        said = self.words(words)
        try:
            fit = self._smtp is not None and code != 421 and self._smtp.rset()[0] == 250
        except OSError:
            fit = False
        if not fit:
            self._drop()
        login = " — set MONITOR_SMTP_USERNAME and MONITOR_SMTP_PASSWORD" if code == 530 and not self._username else ""
        told = f"{self.where}: {about} was refused: {said} ({code}){login}"
        raise DeliveryError(told, permanent=code >= 500, retry_after=wait(code, said))

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def words(self, said: bytes | str | OSError | UnicodeEncodeError) -> str:
        """A server's words, or an error's, on one line, without what is secret."""
        if isinstance(said, OSError):
            said = said.strerror or str(said) or type(said).__name__
        told = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        for secret in self._secrets():
            told = told.replace(secret, "…")
        told = clean(told)
        return told if len(told) <= WORDS else told[: WORDS - 1] + "…"

    def _secrets(self) -> list[str]:
        """The password as it may come back: plain, and as it is said in AUTH LOGIN and AUTH PLAIN."""
        if not self._password:
            return []
        forms = (self._password, f"\0{self._username}\0{self._password}")
        return [self._password, *(base64.b64encode(form.encode()).decode() for form in forms)]


def wait(code: int, words: str) -> float | None:
    """Seconds that the server asks us to wait: those it names, five minutes where it greylists, else None."""
    if not 400 <= code < 500:
        return None
    named = _WAIT.search(words)
    if named:
        return float(int(named[1]) * _UNITS[named[2].lower()])
    return float(GREYLISTED) if re.search(r"gr[ea]y-?list", words, re.IGNORECASE) else None
