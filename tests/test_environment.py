"""Variables read strictly: what cannot be understood is refused by name, and no value is quoted."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from assessment import environment
from assessment.environment import read_number, read_secret, read_switch


@pytest.fixture(autouse=True)
def plain_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No container, whatever runs the tests."""
    monkeypatch.setattr(environment, "CONTAINER", [])
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file that holds the secret, in a folder that lets everybody in: pytest's own does not."""
    monkeypatch.delenv("MAIL_URL", raising=False)
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        path = Path(folder) / "mail_url"
        path.touch(mode=0o600)
        monkeypatch.setenv("MAIL_URL_FILE", str(path))
        yield path


@pytest.mark.parametrize("word", ["1", "true", "True", "YES", "on", " on "])
def test_a_switch_is_on_in_any_usual_word(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("TWO_PERSON_PUBLISH", word)
    assert read_switch("TWO_PERSON_PUBLISH", False) is True


@pytest.mark.parametrize("word", ["0", "false", "FALSE", "no", "Off"])
def test_a_switch_is_off_in_any_usual_word(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("COLLECTED", word)
    assert read_switch("COLLECTED", True) is False


def test_an_empty_switch_keeps_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTED", "")
    assert read_switch("COLLECTED", True) is True


@pytest.mark.parametrize("word", ["2", "please", "tru", "oui", "-1"])
def test_a_switch_in_another_word_is_refused(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("TWO_PERSON_PUBLISH", word)
    with pytest.raises(
        SystemExit, match=r"^Refused to start: TWO_PERSON_PUBLISH is a switch: write 1 or 0\.$"
    ):
        read_switch("TWO_PERSON_PUBLISH", False)


@pytest.mark.parametrize("text", ["four", "4 s", "4,5", "nan", "inf", "-1", "86401"])
def test_a_number_that_is_none_or_out_of_bounds_is_refused(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("DATABASE_DEADLINE", text)
    with pytest.raises(
        SystemExit, match=r"^Refused to start: DATABASE_DEADLINE is not a number from 0 to 86400"
    ):
        read_number("DATABASE_DEADLINE", 4.0)


def test_only_a_whole_number_stands_where_the_default_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_THREADS", "12.5")
    with pytest.raises(SystemExit, match="WEB_THREADS is not a whole number from 1 to 1000"):
        read_number("WEB_THREADS", 64, least=1, most=1000)
    monkeypatch.setenv("DATABASE_DEADLINE", "2.5")
    assert read_number("DATABASE_DEADLINE", 4.0) == 2.5


def test_a_secret_is_read_from_the_file_that_a_variable_names(secret: Path) -> None:
    secret.write_text("smtp://mail.example.org\n")
    assert read_secret("MAIL_URL") == "smtp://mail.example.org"
    secret.write_bytes(b"\xef\xbb\xbfsmtp://mail.example.org\r\n")  # as an editor on Windows writes it
    assert read_secret("MAIL_URL") == "smtp://mail.example.org"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "MAIL_URL_FILE names an empty file"),
        (b" \n", "MAIL_URL_FILE names an empty file"),
        (b"\xff\xfe\x00", r"MAIL_URL_FILE names a file that cannot be read \(not text\)"),
        (b"smtp://one\nsmtp://two\n", "MAIL_URL is not one line of text"),
        (
            b"-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\n",
            "MAIL_URL is not one line of text",
        ),
        (b"smtp://\x00mail", "MAIL_URL is not one line of text"),
    ],
)
def test_a_file_that_holds_no_secret_is_refused(secret: Path, content: bytes, why: str) -> None:
    secret.write_bytes(content)
    with pytest.raises(SystemExit, match=f"^Refused to start: {why}"):
        read_secret("MAIL_URL")


def test_a_folder_or_nothing_in_the_place_of_a_secret_is_refused(secret: Path) -> None:
    secret.unlink()
    with pytest.raises(SystemExit, match=r"MAIL_URL_FILE names a file that cannot be read \(No such file"):
        read_secret("MAIL_URL")
    secret.mkdir()
    with pytest.raises(SystemExit, match=r"MAIL_URL_FILE names a file that cannot be read \(Is a directory"):
        read_secret("MAIL_URL")


def test_a_secret_that_every_user_can_read_is_refused(secret: Path) -> None:
    secret.write_text("smtp://mail.example.org")
    secret.chmod(0o644)
    with pytest.raises(
        SystemExit, match=r"MAIL_URL_FILE names a file that every user .* can read.*chmod o-r\.$"
    ):
        read_secret("MAIL_URL")
    secret.chmod(0o640)  # of a group of its own
    assert read_secret("MAIL_URL")
    secret.chmod(0o644)
    secret.parent.chmod(0o700)  # nobody else gets as far as the file
    assert read_secret("MAIL_URL")


def test_the_mode_of_a_mounted_secret_says_nothing_in_a_container(
    secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret.write_text("smtp://mail.example.org")
    secret.chmod(0o644)
    monkeypatch.setattr(environment, "CONTAINER", [secret])
    assert read_secret("MAIL_URL") == "smtp://mail.example.org"


def test_a_laptop_makes_its_secret_once_and_again_where_its_file_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("SECRET_KEY_FILE", raising=False)
    keep = tmp_path / "var/secret"
    first = read_secret("SECRET_KEY", keep)
    assert len(first) > 50
    assert read_secret("SECRET_KEY", keep) == first
    assert keep.stat().st_mode & 0o777 == 0o600
    keep.write_text("")
    assert len(read_secret("SECRET_KEY", keep)) > 50
