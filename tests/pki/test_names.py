"""Distinguished names and host names."""

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from pwxwizard import pki
from pwxwizard.errors import UsageError


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CN=PWX Internal CA,O=Example", "CN=PWX Internal CA,O=Example"),
        ("  cn = a , o = b ; c = de", "CN=a,O=b,C=de"),
        (r"CN=Smith\, John,O=A\+B", r"CN=Smith\, John,O=A\+B"),
        (r"CN=\C3\A9t\C3\A9", "CN=été"),
        ('CN="Smith, John",O=x', r"CN=Smith\, John,O=x"),
        ("CN=a,SP=Hessen", "CN=a,ST=Hessen"),
        ("CN=a,E=x@example.com", "CN=a,emailAddress=x@example.com"),
        ("CN=a+UID=7,O=b", "CN=a+UID=7,O=b"),
        ("2.5.4.3=a", "CN=a"),
        ("1.2.3.4=a", "1.2.3.4=a"),
    ],
)
def test_names_are_read_in_rfc_4514_order(text: str, shown: str) -> None:
    assert pki.dn_text(pki.parse_dn(text)) == shown


def test_the_first_part_of_the_text_is_the_last_of_the_name() -> None:
    name = pki.parse_dn("CN=a,OU=b,O=c,C=DE")
    assert [part.oid for part in name] == [
        NameOID.COUNTRY_NAME,
        NameOID.ORGANIZATION_NAME,
        NameOID.ORGANIZATIONAL_UNIT_NAME,
        NameOID.COMMON_NAME,
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("PWX CA", "TYPE=value"),
        ("CN=a,", "last separator"),
        ("CN=", "no value"),
        ("XY=a", "not a known type"),
        ("C=Germany", "two letters"),
        ("CN=" + "x" * 65, "at most 64"),
        ('CN="open', "not closed"),
        ('CN="a"b', "separator is missing"),
        ("CN=a<b", "must be written"),
        ("CN=a\\z", "nothing to escape"),
        (r"CN=\FF", "not UTF-8"),
        (r"CN=a\00b", "control character"),
        ("CN=a+CN=a", "repeated"),
    ],
)
def test_a_name_that_cannot_be_read_says_why(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        pki.parse_dn(text)
    assert [finding.code for finding in pki.check_dn(text)] == ["PKI050"]


def test_a_name_without_common_name_is_remarked() -> None:
    assert [finding.code for finding in pki.check_dn("O=Example")] == ["PKI051"]


_VALUES = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1, max_size=20
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["CN", "O", "OU", "L", "UID", "emailAddress"]), _VALUES),
        min_size=1,
        max_size=5,
    )
)
def test_any_name_survives_its_own_text(parts: list[tuple[str, str]]) -> None:
    oids = {
        "CN": NameOID.COMMON_NAME,
        "O": NameOID.ORGANIZATION_NAME,
        "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "L": NameOID.LOCALITY_NAME,
        "UID": NameOID.USER_ID,
        "emailAddress": NameOID.EMAIL_ADDRESS,
    }
    name = x509.Name([x509.NameAttribute(oids[kind], value) for kind, value in parts])
    assert pki.parse_dn(pki.dn_text(name)) == name


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_name_or_a_usage_error(text: str) -> None:
    codes = [finding.code for finding in pki.check_dn(text)]
    if "PKI050" in codes:
        with pytest.raises(UsageError):
            pki.parse_dn(text)
    else:
        assert pki.parse_dn(text).rdns


@pytest.mark.parametrize(
    ("host", "codes"),
    [
        ("zos1.example.com", []),
        ("10.1.2.3", []),
        ("2001:db8::1", []),
        ("[2001:db8::1]", []),
        ("zos1", ["PKI054"]),
        ("*.example.com", ["PKI053"]),
        ("zos_1.example.com", ["PKI059"]),
        ("zos_1", ["PKI054", "PKI059"]),
        ("bücher.example", ["PKI056"]),
        ("127.0.0.1", ["PKI057"]),
        ("", ["PKI052"]),
        ("10.1.2.300", ["PKI052"]),
        ("10.1.2.3/24", ["PKI052"]),
        ("https://zos1", ["PKI052"]),
        ("zos1:6001", ["PKI052"]),
        ("-zos1.example.com", ["PKI052"]),
        ("a b.example.com", ["PKI052"]),
        ("a*.example.com", ["PKI052"]),
        ("*", ["PKI052"]),
        ("*.com", ["PKI052"]),
        ("x" * 64 + ".example.com", ["PKI052"]),
        ("ü" * 70 + ".example.com", ["PKI052"]),
    ],
)
def test_hosts_are_judged(host: str, codes: list[str]) -> None:
    assert [finding.code for finding in pki.check_host(host)] == codes


def test_what_speaks_against_an_underscore_is_said_with_it() -> None:
    (finding,) = pki.check_host("zos_1.example.com")
    assert (
        finding.message == "zos_1.example.com has an underscore; some programs refuse such a name."
    )


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("zos1..example.com", "it has two dots with nothing between them."),
        ("zos1.example.com..", "it has two dots with nothing between them."),
        (".example.com", "it begins with a dot."),
        ("10.1.2.300", "a name does not end in a number, and an address has four numbers from 0"),
        ("x" * 64 + ".example.com", "a part of it has more than 63 letters"),
        ("ü" * 62 + ".example.com", "it has no xn-- form"),
        ("zos!.example.com", '"zos!" is not a label of a host name'),
    ],
)
def test_what_is_no_host_is_quoted_whole_with_the_reason(host: str, reason: str) -> None:
    (finding,) = pki.check_host(host)
    assert finding.message.startswith(f'"{host}": {reason}')
    (finding,) = pki.check_host("x" * 300)
    assert finding.message.startswith(f'"{"x" * 80}...": ')


def test_alternative_names_keep_order_and_drop_repetitions() -> None:
    names = pki.alternative_names(
        ("ZOS1.example.com", "zos1.example.com", "10.1.2.3", "bücher.example")
    )
    assert [str(name.value) for name in names] == [
        "zos1.example.com",
        "10.1.2.3",
        "xn--bcher-kva.example",
    ]
    assert pki.ascii_host("BÜCHER.example.") == "xn--bcher-kva.example"
    codes = [f.code for f in pki.check_hosts(("a.example", "A.example"))]
    assert codes == ["PKI055"]


def test_alternative_names_refuse_what_is_no_host() -> None:
    with pytest.raises(UsageError, match="not a label"):
        pki.alternative_names(("a b",))
    with pytest.raises(UsageError, match="no host"):
        pki.alternative_names(())
