"""Checks of single statements against the catalogue: names, positions, words and numbers."""

from collections.abc import Iterator

from pwxwizard.dbmover import file_rules as rules
from pwxwizard.dbmover.catalogue import Catalogue, Kind, Part, Shape, StatementRule
from pwxwizard.dbmover.meaning import port_number
from pwxwizard.dbmover.syntax import Item, Statement
from pwxwizard.finding import Finding, Where

TOKENS = ("SSL", "ZSSL")
"""Words that switch TLS on, in upper case."""


def check_statement(
    statement: Statement, platform: str, catalogue: Catalogue, file: str
) -> Iterator[Finding]:
    """Yield what is wrong with one statement by itself."""
    keyword = statement.keyword
    where = Where(file, statement.line, statement.column)
    rule = catalogue.statements.get(keyword)
    if rule is None:
        if keyword not in catalogue.names:
            near = catalogue.nearest(keyword)
            if near:
                message = f"{statement.spelling} is no statement. Meant: {' or '.join(near)}?"
                yield rules.MISSPELLED.at(where, message)
            else:
                message = f"The catalogue does not know the statement {statement.spelling}."
                yield rules.UNKNOWN.at(where, message)
        return
    if platform and platform not in rule.platforms:
        message = f"{keyword} is for {', '.join(rule.platforms)}, not for {platform}."
        yield rules.WRONG_PLATFORM.at(where, message)
    elif rule.shape is Shape.FLAG:
        if statement.value.upper() not in ("Y", "N"):
            yield rules.NOT_Y_OR_N.at(where, f"{keyword} is neither Y nor N.")
    elif rule.shape is Shape.LIST:
        if statement.value.startswith("("):
            yield from _positions(statement, rule, platform, file)
        else:
            yield rules.NOT_A_LIST.at(where, f"The value of {keyword} has no parentheses.")
    elif rule.shape is Shape.KEYWORDS and not statement.value.startswith("("):
        yield rules.NOT_A_LIST.at(where, f"The value of {keyword} has no parentheses.")


def _positions(
    statement: Statement, rule: StatementRule, platform: str, file: str
) -> Iterator[Finding]:
    """Yield what is wrong with the parts of a list, position by position."""
    items = statement.items()
    token = rule.parts.get("tls")
    for part in rule.parts.values():
        item = items[part.position - 1] if part.position <= len(items) else None
        if item is None or not item.text:
            if part.required:
                message = f"{rule.keyword} lacks position {part.position}, {part.name}."
                yield rules.MISSING_PART.at(_at(statement, item, file), message)
        elif token and part is not token and part.position > 3 and _is_token(item, part):
            yield _shifted(statement, item, part.position, token, file)
        else:
            yield from _part(statement, part, item, platform, file)
    for position, item in enumerate(items[rule.last_position :], rule.last_position + 1):
        if token and _is_token(item, None):
            yield _shifted(statement, item, position, token, file)
        else:
            message = f"{rule.keyword} has {len(items)} positions; {rule.last_position} are known."
            yield rules.TOO_MANY_PARTS.at(_at(statement, item, file), message)
        return


def _is_token(item: Item, part: Part | None) -> bool:
    """Tell whether a TLS token stands where none belongs."""
    return item.plain.upper() in TOKENS and (part is None or part.kind is not Kind.HOST)


def _shifted(statement: Statement, item: Item, position: int, token: Part, file: str) -> Finding:
    message = (
        f"{item.plain} stands at position {position} of {statement.keyword}; the TLS token "
        f"belongs to position {token.position}."
    )
    return rules.SHIFTED_TOKEN.at(_at(statement, item, file), message)


def _part(
    statement: Statement, part: Part, item: Item, platform: str, file: str
) -> Iterator[Finding]:
    """Yield what is wrong with one position."""
    where = _at(statement, item, file)
    text = item.plain
    named = f"{statement.keyword} position {part.position}, {part.name}"
    if part.values and text.upper() not in part.values:
        message = f"{named}: '{text}' is not one of {', '.join(part.values)}."
        yield rules.BAD_WORD.at(where, message)
    elif platform and platform not in part.platforms:
        rule = rules.ZOS_TOKEN if statement.keyword == "LISTENER" else rules.ZOS_CLIENT
        yield rule.at(where, f"{named}: '{text}' is not for platform {platform}.")
    elif part.kind is Kind.PORT and not port_number(text):
        yield rules.BAD_NUMBER.at(where, f"{named}: '{text}' is no port.")
    elif part.kind is Kind.NUMBER and not (text.isascii() and text.isdigit()):
        yield rules.BAD_NUMBER.at(where, f"{named}: '{text}' is no number.")
    elif part.maximum and len(text) > part.maximum:
        message = f"{named}: '{text}' has {len(text)} characters; {part.maximum} are known to fit."
        yield rules.TOO_LONG_PART.at(where, message)


def _at(statement: Statement, item: Item | None, file: str) -> Where:
    line, column = statement.place(item.start) if item else (statement.line, statement.column)
    return Where(file, line, column)
