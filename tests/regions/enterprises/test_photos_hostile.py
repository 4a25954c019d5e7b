"""What strangers may send as a photo: each is refused in words, or its pixels alone are kept."""

import io
import json
import resource
import subprocess
import sys
import time

import pytest
from PIL import Image

from regions.enterprises import images
from tests.regions.enterprises.hostile import CORPUS, MARK, Upload, encoded, gradient

MIB = 1024 * 1024


def test_corpus_is_large_enough():
    assert len(CORPUS) >= 60
    assert len({upload.name for upload in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("upload", CORPUS, ids=lambda upload: upload.name)
def test_hostile_upload_is_refused_or_neutralised(upload: Upload):
    if upload.refused:
        with pytest.raises(images.PictureRefused) as refusal:
            images.clean_picture([upload.make()])
        assert refusal.value.reason == upload.refused
        return

    clean = images.clean_picture([upload.make()])

    picture = Image.open(io.BytesIO(clean.content))
    assert (picture.format, picture.size) == ("WEBP", upload.size)
    assert not {"exif", "xmp", "icc_profile", "comment"} & picture.info.keys()
    assert not getattr(picture, "is_animated", False)
    assert MARK not in clean.content
    assert int.from_bytes(clean.content[4:8], "little") + 8 == len(clean.content), "something hangs on its tail"
    assert (clean.width, clean.height) == upload.size


def colours(content: bytes, *points: tuple[int, int]) -> list[tuple[int, ...]]:
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    return [picture.getpixel(point) for point in points]  # type: ignore[misc]


@pytest.mark.parametrize(
    "content",
    [
        encoded(gradient(), "JPEG"),
        encoded(gradient("CMYK"), "JPEG"),
        encoded(gradient(size=(3000, 2250)), "JPEG"),
        encoded(gradient(size=(3000, 2250)), "PNG"),
    ],
    ids=["jpeg", "cmyk", "large jpeg", "large png"],
)
def test_pixels_stay_what_they_were(content: bytes):
    clean = images.clean_picture([content])
    small = encoded(Image.open(io.BytesIO(clean.content)).resize((640, 480)), "PNG")
    wanted = colours(encoded(gradient(), "PNG"), (40, 40), (600, 40), (40, 440), (320, 240))

    for found, right in zip(colours(small, (40, 40), (600, 40), (40, 440), (320, 240)), wanted, strict=True):
        assert all(abs(a - b) < 16 for a, b in zip(found, right, strict=True)), (found, right)


def test_sixteen_bits_of_grey_are_not_clipped():
    grey = Image.new("I;16", (640, 480), 128 * 257)

    assert images.clean_picture([encoded(grey, "PNG")]).colour == "#808080"


def test_photo_of_a_phone_held_upright_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = Image.new("RGB", (900, 600), "white")
    lying.paste("red", (0, 0, 450, 600))  # turned by a quarter to the right, the left half is the upper one

    clean = images.clean_picture([encoded(lying, "JPEG", exif=exif)])

    (upper, lower) = colours(clean.content, (300, 100), (300, 800))
    assert upper[1] < 60 and lower[1] > 200
    assert (clean.width, clean.height) == (600, 900)


def test_large_photo_is_brought_to_the_size_pages_show():
    clean = images.clean_picture([encoded(Image.new("RGB", (5712, 4284), "#808080"), "JPEG")])

    assert (clean.width, clean.height, clean.colour) == (1920, 1440, "#808080")


def test_clear_parts_stay_clear_and_average_on_white():
    half = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    half.paste((0, 0, 0, 255), (0, 0, 400, 200))

    clean = images.clean_picture([encoded(half, "PNG")])

    assert Image.open(io.BytesIO(clean.content)).mode == "RGBA"
    assert clean.colour == "#808080"


# The child's bounds


def test_child_that_wants_more_memory_than_it_may_have_is_refused():
    large = encoded(Image.new("RGB", (5000, 4800), "#336699"), "PNG")
    narrow = images.Limits(memory_bytes=120 * MIB, cpu_seconds=8, wall_seconds=20)

    with pytest.raises(images.PictureRefused) as refusal:
        images.clean_picture([large], narrow)

    assert refusal.value.reason == "heavy"
    assert images.clean_picture([large]).width == 1920  # within the usual bounds it is a photo as any other


def test_child_that_takes_too_long_is_stopped():
    large = encoded(Image.effect_noise((4000, 4000), 90).convert("RGB"), "PNG", compress_level=1)
    hasty = images.Limits(memory_bytes=512 * MIB, cpu_seconds=8, wall_seconds=0.2)
    began = time.monotonic()

    with pytest.raises(images.PictureRefused) as refusal:
        images.clean_picture([large], hasty)

    assert refusal.value.reason == "busy"
    assert time.monotonic() - began < 5


def test_child_that_computes_too_long_is_stopped_by_the_system():
    noise = images.clean_picture([encoded(Image.effect_noise((1920, 1920), 90).convert("RGB"), "JPEG")])
    lazy = images.Limits(memory_bytes=512 * MIB, cpu_seconds=1, wall_seconds=60)

    with pytest.raises(images.PictureRefused) as refusal:
        images.make_renditions(noise.content, lazy)

    assert refusal.value.reason == "heavy"


def test_child_cannot_lift_its_bounds_and_sees_no_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "never to be seen")
    (tmp_path / "probe.py").write_text(
        "import importlib.util, json, os, resource, sys\n"
        f"spec = importlib.util.spec_from_file_location('child', {str(images.CHILD)!r})\n"
        "child = importlib.util.module_from_spec(spec); spec.loader.exec_module(child)\n"
        "def clean():\n"
        "    try:\n"
        "        bytearray(400 * 1024 * 1024); grew = True\n"
        "    except MemoryError:\n"
        "        grew = False\n"
        "    ours = [name for name in sys.modules if name.split('.')[0] in ('accelerator', 'regions', 'django')]\n"
        "    secret = 'SECRET_KEY' in os.environ\n"
        "    limits = [resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU)]\n"
        "    colour = '#000000'\n"
        "    open('clean.webp', 'wb').write(json.dumps([grew, ours, secret, limits]).encode())\n"
        "    return {'width': 1, 'height': 1, 'colour': colour}\n"
        "child.clean = clean; child.main()\n"
    )
    monkeypatch.setattr(images, "CHILD", tmp_path / "probe.py")

    seen = json.loads(images.clean_picture([b""], images.Limits(256 * MIB, 3, 20)).content)

    assert seen == [False, [], False, [[256 * MIB] * 2, [3, 3]]]


@pytest.mark.parametrize("name", ["bomb of 144 megapixels", "png text bomb", "png that says 2 thousand million"])
def test_bombs_are_refused_before_they_take_memory(name: str, tmp_path):
    """In a process of its own, so that no other child's peak is counted."""
    (upload,) = [upload for upload in CORPUS if upload.name == name]
    source = tmp_path / "upload"
    source.write_bytes(upload.make())
    measure = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    child = [sys.executable, "-I", str(images.CHILD), "clean", str(512 * MIB), "8"]
    began = time.monotonic()

    with source.open("rb") as stdin:
        peak = subprocess.run(
            [sys.executable, "-c", measure, *child], cwd=tmp_path, stdin=stdin, capture_output=True, check=True
        )

    assert int(peak.stdout) * 1024 < 256 * MIB
    assert time.monotonic() - began < 10
    assert json.loads((tmp_path / "report.json").read_text()) == {"refused": upload.refused}


def test_an_upload_has_no_name_on_the_disk(tmp_path, monkeypatch):
    """So that it is gone with the processes that read it, whatever ends them."""
    (tmp_path / "probe.py").write_text(
        "import json, os, sys\n"
        "from pathlib import Path\n"
        "names = [os.readlink('/proc/self/fd/0'), *(str(path) for path in Path().iterdir())]\n"
        "Path('clean.webp').write_text(json.dumps(names))\n"
        "Path('report.json').write_text(json.dumps({'width': 1, 'height': 1, 'colour': '#000000'}))\n"
    )
    monkeypatch.setattr(images, "CHILD", tmp_path / "probe.py")

    names = json.loads(images.clean_picture([b"GPS"]).content)

    assert len(names) == 1
    assert names[0].endswith(" (deleted)")


def test_limits_are_those_of_the_child_alone():
    before = resource.getrlimit(resource.RLIMIT_AS)

    images.clean_picture([encoded(gradient(), "JPEG")])

    assert resource.getrlimit(resource.RLIMIT_AS) == before
