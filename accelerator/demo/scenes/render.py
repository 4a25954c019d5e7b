"""Render the demo's pictures again: `make pictures`, or some of them: `make pictures ARGS="foundry cheese"`.

Makes an environment of its own under .local/pictures, renders each scene into a PNG there and writes the JPEG to the
demo's content. `Q=d make pictures ARGS=cheese` is a trial: only the PNG.
"""

import argparse
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

SCENES = Path(__file__).resolve().parent
CONTENT = SCENES.parent / "content"
ROOT = SCENES.parents[2]
WORK = ROOT / ".local" / "pictures"
MOST_BYTES = 200_000
JPEG = """
import sys
from PIL import Image
source, target, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
picture = Image.open(source).convert("RGB")
for quality in range(92, 60, -2):
    picture.save(target, quality=quality, optimize=True, progressive=True, subsampling=0 if quality > 84 else 2)
    if __import__("os").path.getsize(target) <= most:
        break
else:
    sys.exit(f"{target} does not fit into {most} bytes")
"""


def main():
    files = {row["scene"]: row["file"] for row in json.loads((CONTENT / "pictures.json").read_text(encoding="utf-8"))}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", help=f"some of: {', '.join(sorted(files))}; default all")
    wanted = parser.parse_args().scenes or list(files)
    unknown = set(wanted) - set(files)
    if unknown:
        parser.error(f"no such scene in content/pictures.json: {', '.join(sorted(unknown))}")
    python = environment()
    for scene in wanted:
        png = WORK / f"{scene}.png"
        print(f"Rendering {scene} …", flush=True)
        subprocess.run([python, SCENES / f"{scene}.py", png], check=True, cwd=SCENES)
        if os.environ.get("Q", "x") == "x":
            jpeg = CONTENT / "pictures" / files[scene]
            subprocess.run([python, "-c", JPEG, png, jpeg, str(MOST_BYTES)], check=True)
            print(f"{jpeg.relative_to(ROOT)}: {jpeg.stat().st_size // 1000} KB", flush=True)


def environment():
    """The Python that has bpy, made when it is not there."""
    python = WORK / "env" / "bin" / "python"
    wanted = (SCENES / "requirements.txt").read_text(encoding="utf-8")
    stamp = WORK / "env" / "installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    if sys.version_info[:2] != (3, 11):
        sys.exit("error: bpy needs Python 3.11: name one with PYTHON=/path/to/python3.11 make pictures")
    print("Installing Blender's module, about 350 MB …", flush=True)
    venv.create(WORK / "env", with_pip=True, symlinks=True, clear=True)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "-r", SCENES / "requirements.txt"], check=True)
    stamp.write_text(wanted, encoding="utf-8")
    return python


if __name__ == "__main__":
    main()
