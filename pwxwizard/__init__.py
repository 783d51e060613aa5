"""TLS set-up for Informatica PowerExchange networks: the engine, free of any screen."""

__version__ = "0.1.0"
