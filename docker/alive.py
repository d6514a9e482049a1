"""Health check of a container: is the address given ready? Standard library only, so that it costs next to nothing."""  # noqa: INP001  # copied into the image, no package

import sys
import urllib.request

with urllib.request.urlopen(sys.argv[1], timeout=4) as answer:  # noqa: S310  # an address of our own, from compose.yaml
    sys.exit(answer.status != 200)
