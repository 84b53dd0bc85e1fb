"""build/sbom.json: what the product is made of, as a CycloneDX 1.6 bill of materials.

`make sbom` runs it with requirements-supply.lock; names, versions and hashes are of
requirements.lock, licences of docs/licences.md. The result is checked against its schema.
"""

import re
import sys
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "build" / "sbom.json"


def bom() -> Bom:
    licences = _licences()
    made = Bom()
    product = Component(
        name="bispecific-readiness",
        type=ComponentType.APPLICATION,
        bom_ref="product",
        licenses=[LicenseFactory().make_from_string("MIT")],
    )
    made.metadata.component = product
    parts = []
    for name, version, rest in _entries():
        purl = PackageURL("pypi", name=name, version=version)
        parts.append(
            Component(
                name=name,
                version=version,
                purl=purl,
                bom_ref=str(purl),
                licenses=[LicenseFactory().make_from_string(licences[name, version])],
                hashes=[
                    HashType(alg=HashAlgorithm.SHA_256, content=digest)
                    for digest in re.findall(r"sha256:([0-9a-f]{64})", rest)
                ],
            )
        )
    made.components.update(parts)
    made.register_dependency(product, parts)
    return made


def _entries() -> list[tuple[str, str, str]]:
    """Name, version and the lines up to the next package, of each in the lock."""
    text = (ROOT / "requirements.lock").read_text("utf-8")
    pattern = r"^([A-Za-z0-9][\w.-]*)==([^ ;\\]+)(.*?)(?=^[A-Za-z0-9]|\Z)"
    return re.findall(pattern, text, re.MULTILINE | re.DOTALL)


def _licences() -> dict[tuple[str, str], str]:
    text = (ROOT / "docs" / "licences.md").read_text("utf-8")
    rows = re.findall(r"^\| (\S+) \| (\S+) \| (.+?) \|$", text, re.MULTILINE)
    return {(name, version): licence for name, version, licence in rows}


def main() -> int:
    text = JsonV1Dot6(bom()).output_as_string(indent=2)
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        print(f"The bill of materials does not follow its schema: {wrong}", file=sys.stderr)
        return 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    print(f"wrote {TARGET.relative_to(ROOT)} with {len(_entries())} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
