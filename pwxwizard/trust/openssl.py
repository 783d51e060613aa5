"""OpenSSL's own reading of a cipher list, with all its keywords."""

from functools import cache, lru_cache

from OpenSSL import SSL


@lru_cache(maxsize=256)
def expanded(cipher_list: str) -> tuple[str, ...] | None:
    """Return the suites up to TLS 1.2 of a cipher list; `None` when OpenSSL takes none of it."""
    context = SSL.Context(SSL.TLS_METHOD)
    try:
        context.set_cipher_list(cipher_list.encode())
    except SSL.Error:
        return None
    names = SSL.Connection(context, None).get_cipher_list()
    # suites with pre-shared keys or passwords need set-up that PowerExchange does not have
    return tuple(
        name
        for name in names
        if not name.startswith("TLS_") and not {"PSK", "SRP"} & set(name.split("-"))
    )


@cache
def available() -> frozenset[str]:
    """Return the names of all suites that this machine's OpenSSL has, however weak."""
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_cipher_list(b"ALL:COMPLEMENTOFALL:@SECLEVEL=0")
    return frozenset(SSL.Connection(context, None).get_cipher_list())
