import pytest

from app.errors import OwnError
from app.words import negotiate, say
from app.words.particle import particle


@pytest.mark.parametrize(
    ("header", "wanted", "language"),
    [
        (None, None, "en"),
        ("", None, "en"),
        ("ko", None, "ko"),
        ("ko-KR,ko;q=0.9,en;q=0.8", None, "ko"),
        ("en-US,en;q=0.9,ko;q=0.8", None, "en"),
        ("fr,de;q=0.9", None, "en"),
        ("fr, ko;q=0.2", None, "ko"),
        ("en;q=0.1, ko;q=0.2", None, "ko"),
        ("ko;q=0, en;q=0.1", None, "en"),
        ("ko;q=2", None, "en"),
        ("ko;q=x,en;q=nan", None, "en"),
        (";;;,,,", None, "en"),
        ("ko" + ",a" * 5000, None, "ko"),
        ("en", "ko", "ko"),
        ("ko", "EN-gb", "en"),
        ("ko", "../../etc/passwd", "ko"),
        ("ko", "", "ko"),
        ("ko_KR.UTF-8", None, "ko"),
    ],
)
def test_a_reader_gets_the_language_asked_for(header, wanted, language):
    assert negotiate(header, wanted) == language


def test_facts_are_put_into_a_sentence():
    assert say("en", "error.body-too-large", bytes=65536) == "The body is larger than 65536 bytes."
    assert say("en", "error.limit-time", seconds=5.0) == "The run took longer than 5 seconds and was stopped."
    assert (
        say("en", "error.limit-time", seconds=1234567.0) == "The run took longer than 1234567 seconds and was stopped."
    )
    assert say("en", "error.limit-time", seconds=0.5) == "The run took longer than 0.5 seconds and was stopped."


def test_a_fact_is_text_and_never_a_placeholder_again():
    assert "{bytes}" in say("en", "cli.error", message="{bytes}")


def test_facts_may_be_called_like_the_arguments():
    assert say("en", "cli.error", message="x", lang="y", key="z") == "error: x"


@pytest.mark.parametrize(("key", "facts"), [("error.no-such-thing", {}), ("error.body-too-large", {})])
def test_a_sentence_that_does_not_exist_is_our_own_mistake(key, facts):
    with pytest.raises(OwnError):
        say("ko", key, **facts)


@pytest.mark.parametrize(
    ("word", "name", "form"),
    [
        ("행렬", "은", "은"),
        ("벡터", "은", "는"),
        ("a", "이", "가"),
        ("n", "을", "을"),
        ("x", "을", "를"),
        ("3", "과", "과"),
        ("2", "과", "와"),
        ("행렬", "으로", "로"),
        ("값", "으로", "으로"),
        ("a", "으로", "로"),
        ("L", "으로", "로"),
        ("L", "이", "이"),
        ("(2, 3)", "이", "이"),
        ("(3,)", "은", "은"),
        ("‘x’", "이라", "라"),
        ("grad", "은", "는"),
        ("input", "은", "은"),
        ("label", "으로", "로"),
        ("ε", "은", "은"),
        ("σ", "은", "는"),
        ("x₁", "은", "은"),
        ("ŷ", "이", "가"),
        ("", "은", "는"),
    ],
)
def test_a_particle_follows_the_sound_before_it(word, name, form):
    assert particle(word, name) == form
