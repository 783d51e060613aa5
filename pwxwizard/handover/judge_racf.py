"""RACDCERT listings compared with the plan."""

import re
from datetime import datetime, timedelta

from pwxwizard.handover.judgement import Notes
from pwxwizard.handover.setup import MachineView
from pwxwizard.zos import RingSetup, Source
from pwxwizard.zos.printout import Line, case_lost, same_id
from pwxwizard.zos.racf_listings import (
    CertificateListing,
    RingListing,
    RingRow,
    read_certificates,
    read_chain,
    read_rings,
)

WHOLE = "Send the whole output of the command, from its first to its last line."
_DAY = timedelta(days=1)


def refused(lines: tuple[Line, ...], notes: Notes) -> bool:
    """Note messages by which RACDCERT tells that it shows nothing; tell whether there were any."""
    found = False
    for line in lines:
        text = line.text.upper()
        if re.search(r"IRRD101I|IKJ56500I|ICH408I", text):
            notes.open(line, "The command was refused.", "Let a user with the authority run it.")
            found = True
        elif re.search(r"IRRD115I|HAS NO RINGS|IRRD114I|RING \S+ DOES NOT EXIST", text):
            notes.wrong(line, "The ring is not there.", "Carry out the step that makes the ring.")
            found = True
        elif re.search(r"IRRD107I|NO MATCHING CERTIFICATE", text):
            notes.wrong(
                line,
                "There is no such certificate.",
                "Carry out the step that adds the certificate; labels differ in upper and lower case.",
            )
            found = True
    return found


def judge_listring(lines: tuple[Line, ...], setup: RingSetup, notes: Notes) -> None:
    """Compare RACDCERT LISTRING with the planned ring."""
    if not refused(lines, notes):
        judge_rings(read_rings(lines), lines, setup, notes)


def judge_rings(
    rings: tuple[RingListing, ...], lines: tuple[Line, ...], setup: RingSetup, notes: Notes
) -> None:
    """Compare the rings that any security manager shows with the planned one."""
    lost = case_lost(" ".join(line.text for line in lines))
    mine = [
        one
        for one in rings
        if same_id(one.owner, setup.owner) and _same(one.ring, setup.ring, lost=lost)
    ]
    if not mine:
        _other_ring(rings, setup, notes)
        return
    listing = mine[0]
    notes.right(listing.ring_line, f"The ring {listing.owner}/{listing.ring}.")
    for line in listing.torn:
        notes.open(line, "This row is cut off.", WHOLE)
    _personal(listing, setup, notes, lost=lost)
    _authorities(listing, setup, notes, lost=lost)


def _same(shown: str, planned: str, *, lost: bool) -> bool:
    """Tell whether two names are the same, as far as a text that may have lost its case tells."""
    return shown.lower() == planned.lower() if lost else shown == planned


def _other_ring(rings: tuple[RingListing, ...], setup: RingSetup, notes: Notes) -> None:
    planned = f"{setup.owner}/{setup.ring}"
    if not rings:
        notes.open(None, f"The ring {planned} is not in the text.", WHOLE)
    for one in rings:
        shown = f"{one.owner}/{one.ring}"
        if one.ring.lower() == setup.ring.lower() and same_id(one.owner, setup.owner):
            notes.wrong(
                one.ring_line,
                f"The ring is called {one.ring}, and {setup.ring} is planned.",
                "Upper and lower case differ in ring names: make the ring as planned, or change the "
                "policy's key ring.",
            )
        elif one.ring == setup.ring:
            notes.wrong(
                one.owner_line,
                f"The ring belongs to {one.owner}, not to {setup.owner}.",
                f"Make the ring for {setup.owner}, or name {shown} in the policy and give access to it.",
            )
        else:
            notes.open(
                one.ring_line,
                f"This is the ring {shown}, not {planned}.",
                f"Send the listing of {planned}.",
            )


def _personal(listing: RingListing, setup: RingSetup, notes: Notes, *, lost: bool) -> None:
    rows = [row for row in listing.rows if row.label == setup.label]
    if not rows:
        near = [row for row in listing.rows if row.label.lower() == setup.label.lower()]
        if near and lost:
            notes.open(
                near[0].line,
                "The text has lost upper and lower case, so the label cannot be compared.",
                "Send the listing as it is shown, without changing its case.",
            )
            _personal_row(near[0], setup, notes)
        elif near:
            notes.wrong(
                near[0].line,
                f"The label is {near[0].label!r}, and {setup.label!r} is planned.",
                "Upper and lower case differ in labels: give the certificate the planned label, or "
                "change the label in the project.",
            )
        elif listing.complete:
            notes.wrong(
                None,
                f"The certificate {setup.label!r} is not on the ring.",
                "Carry out the step that connects it.",
            )
        else:
            notes.open(None, f"The certificate {setup.label!r} is not in the text.", WHOLE)
        return
    _personal_row(rows[0], setup, notes)
    for row in listing.rows:
        if row.default and row is not rows[0]:
            notes.wrong(
                row.line,
                f"{row.label!r} is the ring's default certificate instead of {setup.label!r}.",
                "Connect the planned certificate with DEFAULT.",
            )


def _personal_row(row: RingRow, setup: RingSetup, notes: Notes) -> None:
    good = True
    owner = row.owner.removeprefix("ID(").removesuffix(")")
    if row.owner in {"CERTAUTH", "SITE"} or not same_id(owner, setup.user):
        good = False
        notes.wrong(
            row.line,
            f"The certificate belongs to {owner}, not to {setup.user}.",
            f"Add the certificate under ID({setup.user}), or give the listener's user access to the "
            "other user's key (RDATALIB, UPDATE).",
        )
    if row.usage != "PERSONAL":
        good = False
        notes.wrong(
            row.line,
            f"Its usage is {row.usage}, so its private key cannot be used.",
            "Connect it again with USAGE(PERSONAL).",
        )
    if not row.default:
        good = False
        notes.wrong(
            row.line,
            "It is not the ring's default certificate.",
            "Connect it again with DEFAULT.",
        )
    if good:
        notes.right(row.line, "The personal certificate: owner, usage and DEFAULT are as planned.")


def _authorities(listing: RingListing, setup: RingSetup, notes: Notes, *, lost: bool) -> None:
    known = {ca.label for ca in setup.trusted()}
    strangers = [row for row in listing.rows if row.owner == "CERTAUTH" and row.label not in known]
    for ca in setup.trusted():
        row = next((row for row in listing.rows if row.label == ca.label), None)
        near = next((r for r in listing.rows if r.label.lower() == ca.label.lower()), None)
        if row is None and near is not None and lost:
            row = near
        if row is None:
            _missing_authority(listing, ca.label, strangers, notes)
        elif row.owner != "CERTAUTH" or row.usage != "CERTAUTH":
            notes.wrong(
                row.line,
                f"{ca.label!r} has the owner {row.owner} and the usage {row.usage}.",
                "Add it as CERTAUTH and connect it with USAGE(CERTAUTH).",
            )
        else:
            notes.right(row.line, "A CA certificate, as planned.")


def _missing_authority(
    listing: RingListing, label: str, strangers: list[RingRow], notes: Notes
) -> None:
    message = f"The CA certificate {label!r} is not on the ring."
    near = [row for row in strangers if row.label.lower() == label.lower()]
    if near:
        notes.wrong(
            near[0].line,
            f"The label is {near[0].label!r}, and {label!r} is planned.",
            "Upper and lower case differ in labels; check that it is the CA that is meant.",
        )
    elif not listing.complete:
        notes.open(None, f"The CA certificate {label!r} is not in the text.", WHOLE)
    elif strangers:
        names = ", ".join(repr(row.label) for row in strangers)
        notes.open(
            strangers[0].line,
            f"{message} There is {names} instead.",
            "If it is the same CA under another label, send its LIST as well; otherwise connect "
            "the planned one.",
        )
    else:
        notes.wrong(None, message, "Carry out the step that connects it.")


def judge_list(
    lines: tuple[Line, ...],
    setup: RingSetup,
    seen: MachineView,
    at: datetime,
    notes: Notes,
    *,
    ring: bool = True,
) -> None:
    """Compare RACDCERT LIST with the planned certificate.

    Args:
        lines: the listing.
        setup: the plan.
        seen: the machine, with its certificate as far as it has been made.
        at: the day of the judgement.
        notes: where to note what was seen.
        ring: the certificate has to be connected to the planned ring.
    """
    if refused(lines, notes):
        return
    judge_certificates(read_certificates(lines), lines, setup, seen, at, notes, ring=ring)


def judge_certificates(
    shown: tuple[CertificateListing, ...],
    lines: tuple[Line, ...],
    setup: RingSetup,
    seen: MachineView,
    at: datetime,
    notes: Notes,
    *,
    ring: bool,
) -> None:
    """Compare the certificates that any security manager shows with the planned one."""
    listing = next((one for one in shown if one.value("label") == setup.label), None)
    if listing is None:
        near = [one for one in shown if one.value("label").lower() == setup.label.lower()]
        if near and case_lost(" ".join(line.text for line in lines)):
            notes.open(
                near[0].at("label"),
                "The text has lost upper and lower case, so the label cannot be compared.",
                "Send the listing as it is shown, without changing its case.",
            )
            listing = near[0]
        elif near:
            notes.wrong(
                near[0].at("label"),
                f"The label is {near[0].value('label')!r}, and {setup.label!r} is planned.",
                "Upper and lower case differ in labels.",
            )
            return
        else:
            notes.open(None, f"The certificate {setup.label!r} is not in the text.", WHOLE)
            return
    _owner(listing, setup, notes)
    judge_certificate(listing, seen, setup, at, notes)
    if ring:
        lost = case_lost(" ".join(line.text for line in lines))
        _association(listing, setup, notes, lost=lost)


def _owner(listing: CertificateListing, setup: RingSetup, notes: Notes) -> None:
    if listing.owner and not same_id(listing.owner, setup.user):
        notes.wrong(
            listing.line,
            f"The certificate belongs to {listing.owner}, not to {setup.user}.",
            f"Add it under ID({setup.user}).",
        )
    elif listing.owner:
        notes.right(listing.line, "The owner is as planned.")


def judge_certificate(
    listing: CertificateListing, seen: MachineView, setup: RingSetup, at: datetime, notes: Notes
) -> None:
    """Compare status, dates, serial number and private key of one certificate with the plan."""
    status = listing.value("status").upper()
    if "NOTRUST" in status:
        notes.wrong(
            listing.at("status"),
            "The certificate is NOTRUST, so it is not given to anybody who opens the ring.",
            f"RACDCERT ID({setup.user}) ALTER(LABEL('{setup.label}')) TRUST, and refresh.",
        )
    elif "TRUST" in status:
        notes.right(listing.at("status"), "The certificate is trusted.")
    else:
        notes.open(None, "The status is not in the text.", WHOLE)
    judge_dates(listing, at, notes)
    _serial(listing, seen, setup, notes)
    _private_key(listing, notes)


def judge_dates(listing: CertificateListing, at: datetime, notes: Notes) -> None:
    """Compare the dates of one certificate with the day of the judgement."""
    start, end = (_moment(listing.value(name), at) for name in ("start date", "end date"))
    if end is None:
        notes.open(None, "The end date is not in the text.", WHOLE)
    elif end < at:
        notes.wrong(
            listing.at("end date"), "The certificate has expired.", "Renew it and replace it."
        )
    elif start is not None and start - _DAY > at:
        notes.wrong(
            listing.at("start date"),
            "The certificate is not valid yet.",
            "Check the clocks, or wait for the date.",
        )
    else:
        notes.right(listing.at("end date"), "The certificate is valid today.")


def _moment(text: str, at: datetime) -> datetime | None:
    match = re.search(r"(\d{4})[/-](\d{2})[/-](\d{2})(?:\s+(\d{2}):(\d{2}):(\d{2}))?", text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups(default="0"))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=at.tzinfo)
    except ValueError:
        return None


def _serial(listing: CertificateListing, seen: MachineView, setup: RingSetup, notes: Notes) -> None:
    shown = re.sub(r"[^0-9A-Fa-f]", "", listing.value("serial number"))
    leaf = seen.certificate
    if leaf is None or setup.source in {Source.SECURITY_MANAGER, Source.EXISTING}:
        return
    if not shown:
        notes.open(None, "The serial number is not in the text.", WHOLE)
    elif int(shown, 16) != leaf.serial_number:
        notes.wrong(
            listing.at("serial number"),
            f"It is another certificate: the planned one has the serial number "
            f"{leaf.serial_number:X}.",
            "Add the certificate of this packet; an older one may stand under the label.",
        )
    else:
        notes.right(listing.at("serial number"), "It is the certificate that was made.")


def _private_key(listing: CertificateListing, notes: Notes) -> None:
    said = listing.value("private key").upper()
    kind = listing.value("private key type").upper()
    if said == "NO" or kind == "NONE":
        notes.wrong(
            listing.at("private key" if said else "private key type"),
            "RACF has no private key for the certificate.",
            "Import the PKCS #12 file, or add the reply under the user that made the request.",
        )
    elif said == "YES" or kind:
        notes.right(
            listing.at("private key" if said else "private key type"), "The private key is there."
        )
    else:
        notes.open(None, "Whether there is a private key is not in the text.", WHOLE)


def _association(
    listing: CertificateListing, setup: RingSetup, notes: Notes, *, lost: bool
) -> None:
    for owner, ring, line in listing.rings:
        if _same(ring, setup.ring, lost=lost) and same_id(owner, setup.owner):
            notes.right(line, "It is connected to the planned ring.")
            return
    if any("ring associations" in name for name in listing.fields):
        notes.wrong(
            listing.at("ring associations"),
            f"It is not connected to {setup.owner}/{setup.ring}.",
            "Carry out the step that connects it.",
        )
    else:
        notes.open(None, "The ring associations are not in the text.", WHOLE)


def judge_chain(
    lines: tuple[Line, ...],
    setup: RingSetup,
    seen: MachineView,
    at: datetime,
    notes: Notes,
) -> None:
    """Compare RACDCERT LISTCHAIN with the plan: the certificate, its issuers and the ring."""
    judge_list(lines, setup, seen, at, notes, ring=False)
    _summary(lines, notes)
    chain = read_chain(lines)
    if chain is None:
        return
    if chain.complete and chain.count == 1 and setup.source is not Source.EXISTING:
        notes.wrong(
            chain.line,
            "The chain ends with the certificate itself: the CA certificate that signed it is missing.",
            "Add every CA certificate of the chain as CERTAUTH.",
        )
    if chain.rings:
        wanted = f"{setup.owner}/{setup.ring}"
        lost = case_lost(" ".join(line.text for line in lines))
        if not any(_same(ring, wanted, lost=lost) for ring in chain.rings):
            notes.wrong(
                chain.line,
                f"The whole chain is on {', '.join(chain.rings)}, not on {wanted}.",
                "Connect every certificate of the chain to the planned ring.",
            )


def judge_checkcert(lines: tuple[Line, ...], seen: MachineView, at: datetime, notes: Notes) -> None:
    """Judge RACDCERT CHECKCERT: what is in a data set, before it is added."""
    if refused(lines, notes):
        return
    shown = read_certificates(lines)
    if not shown:
        notes.open(None, "There is no certificate in the text.", WHOLE)
        return
    for listing in shown:
        if "NOTRUST" in listing.value("status").upper():
            notes.wrong(
                listing.at("status"),
                "The certificate is NOTRUST.",
                "Add or alter it with TRUST.",
            )
        judge_dates(listing, at, notes)
    wanted = {ca.serial_number for ca in seen.cas}
    if seen.certificate is not None:
        wanted.add(seen.certificate.serial_number)
    first = shown[0]
    serial = re.sub(r"[^0-9A-Fa-f]", "", first.value("serial number"))
    if not serial:
        notes.open(None, "The serial number is not in the text.", WHOLE)
    elif wanted and int(serial, 16) not in wanted:
        notes.wrong(
            first.at("serial number"),
            "It is none of the certificates of this packet.",
            "Transfer the file again; the mode must be as the packet says.",
        )
    else:
        notes.right(first.at("serial number"), "It is a certificate of this packet.")
    _summary(lines, notes)


def _summary(lines: tuple[Line, ...], notes: Notes) -> None:
    chain = read_chain(lines)
    if chain is None:
        notes.open(None, "The chain information at the end is missing.", WHOLE)
        return
    shown = len(read_certificates(lines))
    if shown < chain.count:
        notes.open(
            chain.line,
            f"The chain has {chain.count} certificates, and {shown} of them are in the text.",
            WHOLE,
        )
    if chain.complete:
        notes.right(chain.line, "The chain is complete.")
    else:
        notes.wrong(
            chain.line,
            "The chain is incomplete: a CA certificate is missing.",
            "Add every CA certificate of the chain as CERTAUTH.",
        )
    for line in chain.remarks:
        if not re.search(r"(?i)\bno\b|\bnot\b.*contain", line.text):
            notes.wrong(
                line,
                "The chain holds an expired or untrusted certificate.",
                "Replace the expired one, or alter its status to TRUST.",
            )
