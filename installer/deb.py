"""Packs the built folder for Linux: a .deb for Debian and Ubuntu, an archive for every other system.

What Debian has of its own (X11, CUPS, the better fonts) is left out of the .deb and named as what it
needs; whoever keeps the system up to date keeps those up to date. The archive carries all of it.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from installer import icons, man_page

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "installer" / "linux"
NAME = "shikaku-desk"
CONTROL = """\
Package: {name}
Version: {version}
Section: misc
Priority: optional
Architecture: {architecture}
Maintainer: Shikaku Desk authors <authors@shikaku-desk.invalid>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: {recommends}
Suggests: cups, ibus-mozc
Description: print, hand out and take back health insurance certificates
 For the person in a small Japanese employer office who looks after
 health-insurance paper (資格確認書): it keeps the roster, prints the
 certificates, knows where every sheet is, and shows each morning what is
 due of whom, until when and why.
 .
 The data is encrypted and stays on this computer; removing the package
 leaves it where it is.
"""


CHANGES = """\
{name} ({version}) unstable; urgency=medium

  * What is new stands in CHANGELOG.md.gz, in the words of the office.

 -- Shikaku Desk authors <authors@shikaku-desk.invalid>  {on}
"""


class NobodyHolds(Exception):
    """A library is needed that neither the folder nor Debian has, as far as this machine knows."""


def version() -> str:
    """Return the version of the program."""
    found = re.search(r'__version__ = "([^"]+)"', (ROOT / "app" / "__init__.py").read_text("utf-8"))
    assert found
    return found[1]


def released_on() -> date:
    """Return the day of the newest version in the list of changes."""
    found = re.search(r"^## \[\d[^]]*\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert found
    return date.fromisoformat(found[1])


def stage_texts(tree: Path) -> None:
    """Write all that a system shows of a program without starting it, below a root."""
    share = tree / "usr" / "share"
    for place, name in (("applications", f"{NAME}.desktop"), ("mime/packages", f"{NAME}.xml")):
        _copy(TEXTS / name, share / place / name)
    metainfo = (TEXTS / f"{NAME}.metainfo.xml").read_text("utf-8")
    told = metainfo.replace("{version}", version()).replace("{date}", released_on().isoformat())
    _write(share / "metainfo" / "invalid.shikaku_desk.shikaku_desk.metainfo.xml", told)
    hicolor = share / "icons" / "hicolor"
    _copy(icons.DRAWING, hicolor / "scalable" / "apps" / f"{NAME}.svg")
    for size in icons.SIZES:
        place = hicolor / f"{size}x{size}" / "apps" / f"{NAME}.png"
        place.parent.mkdir(parents=True)
        place.write_bytes(icons.picture(size))
    man_page.write(share / "man", released_on())
    completions = man_page.completions()
    _write(share / "bash-completion" / "completions" / "shikaku", completions["bash"])
    _write(share / "zsh" / "vendor-completions" / "_shikaku", completions["zsh"])
    _write(share / "fish" / "vendor_completions.d" / "shikaku.fish", completions["fish"])


def make_deb(built: Path, target: Path, fonts: Mapping[str, Sequence[str]], *, quick: bool) -> Path:
    """Pack the built folder as a .deb into a folder; quick: larger, for a look at it.

    fonts: the packages of fonts that Debian has of its own, and their files.
    """
    tree = target.parent / "build" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    program = tree / "usr" / "lib" / NAME
    shutil.copytree(built, program, symlinks=True)
    stripped = [*program.rglob("lib-dynload/*.so"), *program.glob("_internal/libpython*")]
    _said("strip", "--strip-unneeded", *map(str, stripped))
    for package, names in fonts.items():
        for name in (*names, f"{package}.licence.txt"):
            (program / "_internal" / "resources" / "fonts" / name).unlink(missing_ok=True)
    depends = _give_to_debian(program)
    (tree / "usr" / "bin").mkdir()
    for starter in ("shikaku", NAME):
        (tree / "usr" / "bin" / starter).symlink_to(f"../lib/{NAME}/{starter}")
    stage_texts(tree)
    documents = tree / "usr" / "share" / "doc" / NAME
    _copy(TEXTS / "copyright", documents / "copyright")
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    log = CHANGES.format(name=NAME, version=version(), on=f"{released_on():%a, %d %b %Y} 00:00:00 +0900")
    thanks = (ROOT / "CREDITS.md").read_text("utf-8")
    for name, text in (("CHANGELOG.md.gz", changes), ("changelog.gz", log), ("CREDITS.md.gz", thanks)):
        (documents / name).write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    _copy(TEXTS / "lintian-overrides", tree / "usr" / "share" / "lintian" / "overrides" / NAME)
    _set_modes(tree)
    architecture = _said("dpkg", "--print-architecture").strip()
    _write_control(tree, architecture, depends, sorted(fonts))
    file = target / f"{NAME}_{version()}_{architecture}.deb"
    compression = ["-Zgzip", "-z1"] if quick else ["-Zxz", "-z6"]
    _said("dpkg-deb", *compression, "--root-owner-group", "--build", str(tree), str(file))
    return file


def make_archive(built: Path, target: Path) -> Path:
    """Pack the built folder with a start script for systems without .deb."""
    name = f"{NAME}-{version()}-linux-{os.uname().machine}"
    tree = target.parent / "build" / name
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(built, tree, symlinks=True)
    stage_texts(tree)
    shutil.move(tree / "usr" / "share", tree / "share")
    (tree / "usr").rmdir()
    _copy(TEXTS / "start.sh", tree / "start.sh")
    _set_modes(tree)
    (tree / "start.sh").chmod(0o755)
    file = target / f"{name}.tar.xz"
    owner = ("--owner=0", "--group=0", "--numeric-owner", "--sort=name")
    _said("tar", "-C", str(tree.parent), *owner, "-I", "xz -T0 -6", "-cf", str(file), name)
    return file


def without_build_paths(built: Path, libdir: str) -> None:
    """Take the folder of the building machine's Python out of where libraries look for others."""
    old = libdir.encode() + b"\0"
    new = b"$ORIGIN".ljust(len(libdir), b"\0") + b"\0"
    for file in _elf_files(built) if len(libdir) >= len("$ORIGIN") else ():
        content = file.read_bytes()
        if b"\0" + old in content:
            file.write_bytes(content.replace(b"\0" + old, b"\0" + new))


def _give_to_debian(program: Path) -> list[str]:
    """Remove the libraries that Debian has; return the packages that hold what is needed."""
    inside = program / "_internal"
    carried = {file.name: file for file in inside.iterdir() if file.is_file() and not file.is_symlink()}
    libraries = {name for name in carried if ".so" in name and not name.startswith("libpython")}
    for name in _owners(libraries):
        carried[name].unlink()
    told = _said("objdump", "-p", *map(str, _elf_files(program)))
    present = {file.name for file in program.rglob("*.so*")}
    needed = set(re.findall(r"NEEDED +(\S+)", told)) - present
    owners = _owners(needed)
    if needed - set(owners):
        raise NobodyHolds(f"no package of this machine holds {', '.join(sorted(needed - set(owners)))}.")
    glibc = max(tuple(map(int, found.split("."))) for found in re.findall(r"GLIBC_(2\.\d+)", told))
    least = {"libc6": f"libc6 (>= {glibc[0]}.{glibc[1]})"}
    return [least.get(package, package) for package in sorted(set(owners.values()))]


def _owners(libraries: set[str]) -> dict[str, str]:
    """Return which package of this machine holds each of these libraries, of those that have one."""
    triple = sys.implementation._multiarch
    asked = ["dpkg-query", "-S", *(f"*/{triple}/{name}" for name in sorted(libraries))]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    found: dict[str, str] = {}
    for line in told.splitlines():
        package, _, file = line.partition(": ")
        if Path(file).parent.name == triple:
            found[Path(file).name] = package.split(":")[0]
    return found


def _elf_files(folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path for path in files if path.open("rb").read(4) == b"\x7fELF")


def _write_control(tree: Path, architecture: str, depends: list[str], recommends: list[str]) -> None:
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    sums = [f"{hashlib.md5(file.read_bytes()).hexdigest()}  {file.relative_to(tree)}" for file in files]  # noqa: S324
    facts = {
        "name": NAME,
        "version": version(),
        "architecture": architecture,
        "kilobytes": sum(file.stat().st_size for file in files) // 1024,
        "depends": ", ".join(depends),
        "recommends": ", ".join(recommends),
    }
    _write(tree / "DEBIAN" / "control", CONTROL.format(**facts))
    _write(tree / "DEBIAN" / "md5sums", "\n".join(sums) + "\n")
    (tree / "DEBIAN").chmod(0o755)


def _set_modes(tree: Path) -> None:
    """Everybody may read; only what starts may be started."""
    for path in tree.rglob("*"):
        if not path.is_symlink():
            starts = path.is_dir() or (path.name in ("shikaku", NAME) and path.suffix == "" and _is_elf(path))
            path.chmod(0o755 if starts else 0o644)


def _is_elf(path: Path) -> bool:
    return path.is_file() and path.open("rb").read(4) == b"\x7fELF"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
