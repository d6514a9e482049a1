"""``python -m services.commands``: the same as ``gplx``, where the script is not installed."""

from services.commands import main

main()
