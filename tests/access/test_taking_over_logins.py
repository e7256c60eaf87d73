"""People keep their passwords when they come from another system: hashes are taken over, and become ours at the first sign-in."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path

import bcrypt
import pytest
from allauth.account.models import EmailAddress
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password, make_password
from rich.console import Console

from tests.makers import a_colleague, a_person
from twofold.access.errors import HashUnknown
from twofold.access.passwords.foreign import Firebase, taken_over, taken_over_from_firebase
from twofold.access.permissions import Permission
from twofold.access.verbs import logins
from twofold.access.verbs.logins import ForeignLogin, Outcome
from twofold.core.actor import Actor, PermissionMissing
from twofold.core.models import LedgerEntry
from twofold.directory.models import Person
from twofold.run.commands import Failed
from twofold.run.logins import take_over

ME = Actor.system("test")
PASSWORD = "päss wörd from elsewhere"


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def scrypt(password: str) -> str:
    key = hashlib.scrypt(password.encode(), salt=b"\x00\xffsalt", n=2**12, r=8, p=1, dklen=32)
    return "$scrypt$ln=12,r=8,p=1$" + b64(b"\x00\xffsalt") + "$" + b64(key)


def passlib(password: str) -> str:
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), b"\xfb\xffsalt", 25_000)
    return "$pbkdf2-sha512$25000$" + b64(b"\xfb\xffsalt").replace("+", ".") + "$" + b64(key).replace("+", ".")


HASHES: dict[str, Callable[[str], str]] = {
    "bcrypt": lambda password: bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode(),
    "bcrypt of PHP": lambda password: (
        bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode().replace("$2b", "$2y")
    ),
    "argon2id of another cost": lambda password: PasswordHasher(time_cost=1, memory_cost=1024, parallelism=2).hash(
        password
    ),
    "scrypt": scrypt,
    "passlib": passlib,
    "django": lambda password: make_password(password, "salt", "pbkdf2_sha256"),
}


@pytest.mark.parametrize("kind", HASHES)
class TestAHash:
    def test_lets_in_with_the_same_password_and_is_ours_afterwards(self, kind: str) -> None:
        a_person(email="priya@atlas.example")
        (done,) = logins.take_over(ME, [ForeignLogin("priya@atlas.example", HASHES[kind](PASSWORD), is_proven=True)])
        assert done.outcome is Outcome.TAKEN

        assert authenticate(None, email="priya@atlas.example", password="another one") is None
        assert not Person.objects.get(email="priya@atlas.example").password.startswith(
            "argon2$argon2id$v=19$m=19456,t=2,p=1$"
        )
        assert authenticate(None, email="priya@atlas.example", password=PASSWORD)
        assert Person.objects.get(email="priya@atlas.example").password.startswith(
            "argon2$argon2id$v=19$m=19456,t=2,p=1$"
        )
        assert authenticate(None, email="priya@atlas.example", password=PASSWORD)


class TestAHashOfFirebase:
    def test_is_checked_as_firebase_does(self) -> None:
        signer, separator, salt = b"s" * 64, b"\x07", b"salt!!"
        key = hashlib.scrypt(PASSWORD.encode(), salt=salt + separator, n=2**14, r=8, p=1, dklen=64, maxmem=2**27)
        stream = Cipher(algorithms.AES(key[:32]), modes.CTR(bytes(16))).encryptor()
        project = Firebase(base64.b64encode(signer).decode(), base64.b64encode(separator).decode())
        exported = base64.b64encode(stream.update(signer)).decode()

        kept = taken_over_from_firebase(project, password_hash=exported, salt=base64.b64encode(salt).decode())

        assert check_password(PASSWORD, kept)
        assert not check_password("another one", kept)


class TestWhatIsNoHash:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            PASSWORD,
            "5f4dcc3b5aa765d61d8327deb882cf99",
            "$2b$20$" + "a" * 53,
            "$argon2id$v=19$m=99999999,t=2,p=1$c2FsdA$aGFzaA",
            "$argon2id$v=19$m=1024,t=9999,p=1$c2FsdA$aGFzaA",
            "$scrypt$ln=31,r=8,p=1$c2FsdA$aGFzaA",
            "$scrypt$ln=12,r=999999999,p=1$c2FsdA$aGFzaA",
            "$pbkdf2-sha256$999999999$c2FsdA$aGFzaA",
            "pbkdf2_sha256$999999999$salt$aGFzaA==",
            "!unusable",
            "firebase_scrypt$8$30$c2Fs$Bw==$c2Fs$c2Fs",
        ],
    )
    def test_is_refused_be_it_too_cheap_or_too_dear(self, text: str) -> None:
        with pytest.raises(HashUnknown):
            taken_over(text)


class TestTakingOverLogins:
    def test_gives_the_login_to_whoever_is_known_by_the_address(self) -> None:
        known = a_person(name="Priya Raman", email="priya@atlas.example")

        (done,) = logins.take_over(
            ME, [ForeignLogin("Priya@Atlas.example", HASHES["bcrypt"](PASSWORD), is_proven=True)]
        )

        assert done.person_id == known.id
        assert EmailAddress.objects.get(user=known.id).verified
        assert LedgerEntry.objects.filter(name="access.login.adopted", person_id=known.id).count() == 1

    def test_changes_nobody_who_can_sign_in_already(self) -> None:
        a_person(email="priya@atlas.example")
        one = ForeignLogin("priya@atlas.example", HASHES["bcrypt"](PASSWORD), is_proven=True)
        logins.take_over(ME, [one])

        (again,) = logins.take_over(
            ME, [ForeignLogin("priya@atlas.example", HASHES["bcrypt"]("stolen"), is_proven=True)]
        )

        assert again.outcome is Outcome.THERE
        assert authenticate(None, email="priya@atlas.example", password=PASSWORD)

    def test_does_not_believe_an_address_that_was_never_proven(self) -> None:
        a_person(email="priya@atlas.example")
        (done,) = logins.take_over(ME, [ForeignLogin("priya@atlas.example", HASHES["bcrypt"](PASSWORD))])

        assert done.outcome is Outcome.UNPROVEN
        assert not EmailAddress.objects.filter(email="priya@atlas.example").exists()

    def test_says_of_each_row_what_became_of_it(self) -> None:
        a_person(email="one@atlas.example")
        a_person(email="two@atlas.example")

        done = logins.take_over(
            ME,
            [
                ForeignLogin("one@atlas.example", HASHES["bcrypt"](PASSWORD), is_proven=True),
                ForeignLogin("two@atlas.example", "md5 of something", is_proven=True),
                ForeignLogin("not an address", HASHES["bcrypt"](PASSWORD), is_proven=True),
                ForeignLogin("ONE@atlas.example", HASHES["bcrypt"]("stolen"), is_proven=True),
                ForeignLogin("nobody@atlas.example", HASHES["bcrypt"](PASSWORD), is_proven=True),
            ],
        )

        assert [one.outcome for one in done] == [
            Outcome.TAKEN, Outcome.UNKNOWN_HASH, Outcome.NO_ADDRESS, Outcome.THERE, Outcome.NOBODY,
        ]  # fmt: skip

    def test_is_for_those_who_may(self) -> None:
        with pytest.raises(PermissionMissing):
            logins.take_over(a_colleague(without=Permission.TAKE_OVER_LOGINS), [])


class TestTheCommand:
    def test_reads_a_file_and_says_what_became_of_it(self, tmp_path: Path) -> None:
        a_person(email="one@atlas.example")
        a_person(email="two@atlas.example")
        file = tmp_path / "logins.csv"
        one, two = HASHES["bcrypt"](PASSWORD), HASHES["scrypt"](PASSWORD)
        file.write_text(
            f"email,email_verified,password_hash\none@atlas.example,true,{one}\ntwo@atlas.example,no,{two}\n,,\n"
        )

        done = take_over(file, None, Console(quiet=True))

        assert done == {Outcome.TAKEN: 1, Outcome.UNPROVEN: 1, Outcome.NO_ADDRESS: 1}
        assert authenticate(None, email="one@atlas.example", password=PASSWORD)

    def test_refuses_a_file_without_the_columns_it_needs(self, tmp_path: Path) -> None:
        file = tmp_path / "logins.csv"
        file.write_text("mail,hash\n")

        with pytest.raises(Failed, match="email, email_verified, password_hash"):
            take_over(file, None, Console(quiet=True))
