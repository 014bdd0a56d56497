"""One font at a time, for a browser that is to have no other (by fontconfig)."""

import shutil
import subprocess
from pathlib import Path

# The machine's own fonts, then the usual ones of Linux, from the widest to the narrowest.
MACHINE = "of this machine"
FAMILIES = ("DejaVu Sans", "Noto Sans", "Liberation Sans")
_ONLY = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <selectfont>
    <rejectfont><pattern/></rejectfont>
    <acceptfont>
      <pattern><patelt name="family"><string>{family}</string></patelt></pattern>
    </acceptfont>
  </selectfont>
</fontconfig>
"""


def is_installed(family: str) -> bool:
    """Tell whether this machine has a font, as far as fontconfig knows."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(
        ["fc-list", f":family={family}", "family"], capture_output=True, text=True, check=True
    )
    return bool(listed.stdout.strip())


def environment(family: str, folder: Path) -> dict[str, str]:
    """Return the variables by which a program sees one font only; all, for MACHINE."""
    if family == MACHINE:
        return {}
    path = folder / "fonts.conf"
    path.write_text(_ONLY.format(family=family), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(path)}
