"""A secret is masked wherever it stands, and everything else is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pwxwizard import dbmover
from pwxwizard.dbmover.masking import MASK
from tests.dbmover.samples import LINUX, SAMPLES, member, numbered_lines


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("SSL=(PASS=abc,CALIST=x)", f"SSL=(PASS={MASK},CALIST=x)"),
        ("ssl = ( passep = 00ff , calist=x )", f"ssl = ( passep = {MASK}, calist=x )"),
        ("/* SSL=(PASS=abc,CALIST=x)", f"/* SSL=(PASS={MASK},CALIST=x)"),
        ("/* SSL=(PASS=abc) */", f"/* SSL=(PASS={MASK}) */"),
        ("LDAP_BIND_PWD=abc", f"LDAP_BIND_PWD={MASK}"),
        ("LDAP_BIND_EPWD=abc /* note", f"LDAP_BIND_EPWD={MASK} /* note"),
        ("SOME_PASSWORD=abc", f"SOME_PASSWORD={MASK}"),
        ("SSL=(PASS=a,b,CALIST=x)", f"SSL=(PASS={MASK},CALIST=x)"),
        ('SSL=(PASS="a,b)",CALIST=x)', f"SSL=(PASS={MASK},CALIST=x)"),
        ("SSL=(PASS=abc", f"SSL=(PASS={MASK}"),
        ("C=(TYPE=(ORAD,EPWD=abc),NAME=n)", f"C=(TYPE=(ORAD,EPWD={MASK}),NAME=n)"),
        ("SSL=(PASS=,CALIST=x)", "SSL=(PASS=,CALIST=x)"),
        ("NODE=(a,TCPIP,h,1)", "NODE=(a,TCPIP,h,1)"),
    ],
)
def test_value_of_a_secret_keyword_is_masked(text: str, masked: str) -> None:
    assert dbmover.mask_text(f"{text}\nNEXT=1") == f"{masked}\nNEXT=1"


@pytest.mark.parametrize(
    "text",
    [
        "SSL=(PASSEP=\n  CANARY,\n  CALIST=x)",
        "SSL=(PASSEP=AB\n  CANARY,CALIST=x)",
        "/* SSL=(PASSEP=\n/*   CANARY,CALIST=x)",
        "/* SSL=(PASSEP=AB\n/*   CANARY,CALIST=x)",
        "SSL=(PASS=a)CANARY,CALIST=x)",
        "SSL=(CALIST=x,\n/* PASS=CANARY,\nPERSONAL=y)",
        "X=1 /* PASS=CANARY",
        "text PASS=CANARY",
        "PWD = CANARY",
        "CONN=uid=me;PWD=CANARY",
        "SSL=(PASSPHRASE='CANARY',CALIST=x)",
    ],
)
def test_secret_is_masked_wherever_it_stands(text: str) -> None:
    assert "CANARY" not in dbmover.mask_text(text)


@pytest.mark.parametrize("name", SAMPLES)
def test_masked_file_has_the_same_lines(name: str) -> None:
    data = SAMPLES[name][1]
    before, after = dbmover.parse(data), dbmover.parse(dbmover.mask(data))
    assert len(after.lines) == len(before.lines)
    assert dbmover.counts(after) == dbmover.counts(before)


def test_file_without_secrets_is_shown_as_it_is() -> None:
    data = LINUX.replace(b"EPWD=0123456789ABCDEF,", b"")
    assert dbmover.mask(data) == data


@given(
    st.from_regex(r"[A-Za-z0-9!#$%&+.:;<>?@^_~-]{6,20}", fullmatch=True),
    st.sampled_from(["PASS", "PASSEP", "pwd", "Epwd", "PASSWORD"]),
    st.sampled_from(
        [
            "SSL=({key}={value},CALIST=x)",
            "SSL=(CALIST=x,{key}={value})",
            "/* SSL=({key}={value})",
            "{key}={value}",
            "A=(B=(x,{key} = {value}),c)",
            "SSL=({key}={value}",
            "?? {key}={value}",
        ]
    ),
)
@settings(max_examples=200, deadline=None)
def test_no_secret_survives_in_any_form(value: str, key: str, shape: str) -> None:
    text = shape.format(key=key, value=value)
    for data in (text.encode(), member(text), member(text, numbered=False), numbered_lines(text)):
        shown = dbmover.parse(dbmover.mask(data))
        assert value not in "".join(line.text for line in shown.lines)
