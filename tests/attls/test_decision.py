"""The decision table of HandshakeRole and ClientAuthType."""

import pytest

from pwxwizard.attls import ClientCase, consequence, consequences

YES, NO = True, False


@pytest.mark.parametrize(
    ("role", "kind", "none", "valid", "unmapped", "untrusted", "malformed"),
    [
        ("Server", "", YES, YES, YES, YES, YES),
        ("Server", "SAFCheck", YES, YES, YES, YES, YES),
        ("ServerWithClientAuth", "PassThru", YES, YES, YES, YES, NO),
        ("ServerWithClientAuth", "Full", YES, YES, YES, NO, NO),
        ("ServerWithClientAuth", "Required", NO, YES, YES, NO, NO),
        ("ServerWithClientAuth", "", NO, YES, YES, NO, NO),
        ("ServerWithClientAuth", "SAFCheck", NO, YES, NO, NO, NO),
    ],
)
def test_each_choice_lets_the_right_clients_in(
    role: str, kind: str, none: bool, valid: bool, unmapped: bool, untrusted: bool, malformed: bool
) -> None:
    expected = {
        ClientCase.NONE: none,
        ClientCase.VALID: valid,
        ClientCase.UNMAPPED: unmapped,
        ClientCase.UNTRUSTED: untrusted,
        ClientCase.MALFORMED: malformed,
    }
    assert {each.case: each.accepted for each in consequences(role, kind)} == expected
    for each in consequences(role, kind):
        assert each.sentence.startswith("Accepted" if each.accepted else "Refused")
        assert consequence(role, kind, each.case) == each
