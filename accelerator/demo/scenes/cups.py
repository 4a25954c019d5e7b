"""The cup of the porcelain workshop, and the cobalt pattern fired into its side."""

import math
import tempfile
from pathlib import Path

import bpy

from materials import Nodes
from pattern import make_pattern
from shapes import curve, empty, lathe, spline_profile, tubes


def painted(rough, coat_rough, drawn=0.22):
    """White porcelain with the pattern on its map; `drawn` is how pale the brush left the thinnest colour."""
    img = bpy.data.images.load(make_pattern(str(Path(tempfile.mkdtemp()) / "cobalt.png")))
    img.pack()
    g = Nodes("painted")
    uv = g.tree.nodes.new("ShaderNodeTexCoord").outputs["UV"]
    t = g.node("TexImage", image=img, extension="REPEAT", Vector=uv)
    a = t.node.outputs["Alpha"]
    n = g.node("TexNoise", Vector=g.coord((1, 1, 1)), Scale=90.0, Detail=5.0)
    ink = g.node("Mix", _out=2, data_type="RGBA", i0=g.ramp(n, (0.3, 0.0), (0.8, drawn)), i6=t, i7=(0.10, 0.17, 0.50))
    col = g.node("Mix", _out=2, data_type="RGBA", i0=a, i6=(0.83, 0.81, 0.78), i7=ink)
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=col,
            Roughness=rough,
            Coat_Weight=0.6,
            Coat_Roughness=coat_rough,
            Subsurface_Weight=0.1,
            Subsurface_Scale=0.004,
        )
    )


# metres
outer = spline_profile(
    [
        (0.0, 0.004),
        (0.020, 0.004),
        (0.0225, 0.0),
        (0.026, 0.002),
        (0.030, 0.010),
        (0.0405, 0.028),
        (0.0440, 0.048),
        (0.0445, 0.066),
        (0.0462, 0.078),
    ],
    48,
)
inner = spline_profile(
    [
        (0.0462, 0.078),
        (0.0455, 0.0795),
        (0.0445, 0.078),
        (0.0425, 0.066),
        (0.0420, 0.048),
        (0.0385, 0.029),
        (0.026, 0.012),
        (0.0, 0.009),
    ],
    40,
)


def cup(m, uv=False, hm=None):
    """A cup at the origin: its frame, its body and its handle along x; `hm` is the handle's material."""
    e = empty()
    c = lathe(outer + inner[1:], n=96, mat=m, uv=uv, parent=e)
    hp = [
        (0.0415, 0, 0.062),
        (0.052, 0, 0.0665),
        (0.064, 0, 0.064),
        (0.070, 0, 0.053),
        (0.067, 0, 0.040),
        (0.057, 0, 0.029),
        (0.041, 0, 0.024),
    ]
    pts = curve(hp, 8)
    rad = [1.35 - 0.55 * math.sin(math.pi * i / (len(pts) - 1)) ** 0.6 for i in range(len(pts))]
    h = tubes([pts], 0.0042, hm or m, [rad], res=6, parent=e, scale=(1, 1.35, 1))
    return e, c, h
