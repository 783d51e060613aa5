"""Joins command lines as TSO/E and CL describe it, written without a look at how they are cut."""


def join(lines: tuple[str, ...] | list[str]) -> str:
    """Return the one command that the lines are.

    The last character of a line that is not a blank decides: `+` and `-` go on with the next line,
    `+` after leaving out that line's leading blanks, `-` with all of it.
    """
    command = ""
    skip = False
    for number, line in enumerate(lines):
        text = line.lstrip(" ") if skip else line
        bare = text.rstrip(" ")
        last = number == len(lines) - 1
        if not last:
            assert bare[-1:] in {"+", "-"}, f"line {number + 1} does not go on"
            skip = bare[-1] == "+"
            bare = bare[:-1]
            command += bare
        else:
            command += bare
    return command


def tokens(command: str) -> list[str]:
    """Return the words of a command; blanks inside apostrophes belong to the word."""
    found, word, inside = [], "", False
    for character in command:
        if character == "'":
            inside = not inside
        if character == " " and not inside:
            if word:
                found.append(word)
            word = ""
            continue
        word += character
    assert not inside, "an apostrophe is open"
    return [*found, word] if word else found


def values(command: str) -> list[str]:
    """Return every quoted value of a command with its apostrophes single again."""
    found, position = [], 0
    while (start := command.find("'", position)) >= 0:
        value, position = "", start + 1
        while True:
            end = command.index("'", position)
            value += command[position:end]
            position = end + 1
            if command[position : position + 1] != "'":
                break
            value += "'"
            position += 1
        found.append(value)
    return found
