"""`python -m checkout_core`: the command line."""

from checkout_core.cli import main

main()
