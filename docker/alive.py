"""Health check of a container: does the address answer 200? Sockets alone, so that asking costs next to nothing."""  # noqa: INP001  # copied into the image, no package

import socket
import sys

with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=4) as connection:
    connection.sendall(f"GET {sys.argv[2]} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
    answer = connection.makefile("rb").readline()
sys.exit(b" 200 " not in answer)
