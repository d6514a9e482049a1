"""Sealed papers, looked at by a foreign tool."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path


def verified_by_openssl(pdf: bytes, authority: Path, scratch: Path) -> bool:
    """Whether OpenSSL, knowing only the PDF and the authority, accepts the signature over all bytes of the file."""
    first, gap, second, rest = (int(n) for n in re.findall(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)", pdf)[0])
    if first != 0 or second + rest != len(pdf):
        return False
    (scratch / "signed").write_bytes(pdf[:gap] + pdf[second:])
    (scratch / "cms").write_bytes(bytes.fromhex(pdf[gap + 1 : second - 1].decode()))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(scratch / "cms")]
    command += ["-content", str(scratch / "signed"), "-CAfile", str(authority), "-purpose", "any", "-no_check_time"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
