"""A checkout service on `checkout_core`, FastAPI and SQLite: an example to copy from."""
