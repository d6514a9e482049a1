"""An agency's electronic seal on a PDF (chữ ký số của cơ quan): PAdES baseline B, ETSI EN 319 142-1.

The key and its certificates are files, so that a production seal comes from a real authority; where there are none, a
demo authority of our own is made, whose name says what it is.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KEY = "seal-key.pem"
CERTIFICATE = "seal.pem"
AUTHORITY = "authority.pem"
DEMO_AUTHORITY = "DEMO Authority (no legal value)"
ROOT_LIFE = timedelta(days=3653)
SEAL_LIFE = timedelta(days=1096)
EARLIER = timedelta(days=1)
"""Certificates begin a day before they are made: clocks differ, and papers of the same minute must hold."""


@dataclass(frozen=True, slots=True)
class PdfSeal:
    """The seal in one folder: ``seal-key.pem`` (PKCS #8), ``seal.pem`` (its certificate), ``authority.pem``."""

    folder: Path

    def seal(self, pdf: bytes, *, reason: str) -> bytes:
        """``pdf`` with the agency's certifying signature: any later change of a byte is seen by any reader.

        Raises OSError or ValueError where the folder holds no usable seal.
        """
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415  # heavy
        from pyhanko.sign import fields, signers  # noqa: PLC0415  # heavy: loaded with the first paper

        signer = signers.SimpleSigner.load(  # type: ignore[no-untyped-call]  # the library's own gap
            str(self.folder / KEY), str(self.folder / CERTIFICATE), ca_chain_files=(str(self.folder / AUTHORITY),)
        )
        if signer is None:
            raise ValueError(f"no usable seal in {self.folder}")
        meta = signers.PdfSignatureMetadata(
            field_name="Seal",
            md_algorithm="sha256",
            reason=reason,
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        sealed = BytesIO()
        signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), meta, signer=signer, output=sealed)
        return sealed.getvalue()

    def authority(self) -> bytes:
        """The certificate (PEM) that a reader has to trust."""
        return (self.folder / AUTHORITY).read_bytes()


def ensure_seal(folder: Path, *, owner: str, now: datetime) -> PdfSeal:
    """The seal in ``folder``; if there is none, a demo one of ``owner`` is made. Of two that make it, one stays."""
    if not (folder / KEY).exists():
        aside = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}")
        _make(aside, owner=owner, now=now)
        try:
            aside.rename(folder)
        except OSError:  # somebody else was first
            for file in aside.iterdir():
                file.unlink()
            aside.rmdir()
            if not (folder / KEY).exists():
                raise
    return PdfSeal(folder)


def _make(folder: Path, *, owner: str, now: datetime) -> None:
    folder.mkdir(parents=True, mode=0o700)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, name = _name(DEMO_AUTHORITY), _name(owner)
    root = (
        _certificate(root_name, root_name, root_key.public_key(), now, ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_papers=False), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        _certificate(name, root_name, key.public_key(), now, SEAL_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_papers=True), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    _write(folder / AUTHORITY, root.public_bytes(pem))
    _write(folder / CERTIFICATE, certificate.public_bytes(pem))
    plain = serialization.NoEncryption()  # the file is its owner's alone; the authority's own key is thrown away
    _write(folder / KEY, key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, common[:64])]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_papers: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_papers,
        content_commitment=signs_papers,
        key_cert_sign=not signs_papers,
        crl_sign=not signs_papers,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
