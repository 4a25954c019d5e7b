"""Materials: a small helper for shader nodes, and the surfaces that most scenes need."""

import math

import bpy

SETTINGS = {
    "blend_type",
    "data_type",
    "operation",
    "wave_type",
    "bands_direction",
    "noise_type",
    "feature",
    "vector_type",
    "image",
    "extension",
    "noise_dimensions",
}


class Nodes:
    """The node tree of one material; each method gives an output that the next can take."""

    def __init__(self, name):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()
        self.out = self.tree.nodes.new("ShaderNodeOutputMaterial")

    def node(self, kind, _out=0, **inputs):
        """Add ShaderNode<kind>: inputs by name (_ for a space) or as i0, i1…; values, colours or other outputs."""
        node = self.tree.nodes.new("ShaderNode" + kind)
        for key, value in inputs.items():
            if key in SETTINGS:
                setattr(node, key, value)
                continue
            by_number = key[0] == "i" and key[1:].isdigit()
            socket = node.inputs[int(key[1:])] if by_number else node.inputs[key.replace("_", " ")]
            if hasattr(value, "is_output"):
                self.tree.links.new(value, socket)
            elif isinstance(value, tuple | list) and socket.type == "RGBA":
                socket.default_value = (*value[:3], 1)
            else:
                socket.default_value = value
        return node.outputs[_out]

    def ramp(self, factor, *stops):
        """A colour ramp with stops of (position, colour or grey)."""
        node = self.tree.nodes.new("ShaderNodeValToRGB")
        self.tree.links.new(factor, node.inputs[0])
        elements = node.color_ramp.elements
        for i, (position, colour) in enumerate(stops):
            element = elements[i] if i < 2 else elements.new(position)
            element.position = position
            element.color = (*colour[:3], 1) if isinstance(colour, tuple | list) else (colour, colour, colour, 1)
        return node.outputs[0]

    def coord(self, scale=(1, 1, 1), kind="Object", offset_random=True):
        """Coordinates for textures; each object gets its own piece of the pattern unless told otherwise."""
        source = self.tree.nodes.new("ShaderNodeTexCoord").outputs[kind]
        vector = self.node("VectorMath", operation="MULTIPLY", i0=source, i1=scale)
        if offset_random:
            own = self.tree.nodes.new("ShaderNodeObjectInfo").outputs["Random"]
            own = self.node("Math", operation="MULTIPLY", i0=own, i1=37.0)
            vector = self.node("VectorMath", operation="ADD", i0=vector, i1=own)
        return vector

    def surface(self, socket):
        """The finished material with this shader on its surface."""
        self.tree.links.new(socket, self.out.inputs["Surface"])
        return self.material

    def volume(self, socket):
        """The finished material with this shader in its volume."""
        self.tree.links.new(socket, self.out.inputs["Volume"])
        return self.material


def mat(
    name,
    c1,
    c2=None,
    rough=(0.5, 0.7),
    metal=0.0,
    scale=3.0,
    bump=0.2,
    bscale=40.0,
    stretch=(1, 1, 1),
    dirt=None,
    dist=0.01,
    **principled,
):
    """A used surface: two colours and two roughnesses mixed by noise, fine bumps, `dirt` in the corners if given."""
    g = Nodes(name)
    c2 = c2 or tuple(x * 0.7 for x in c1)
    v = g.coord(stretch)
    blotches = g.node("TexNoise", Vector=v, Scale=scale, Detail=8.0, Roughness=0.65)
    colour = g.ramp(blotches, (0.35, c1), (0.68, c2))
    wear = g.node("TexNoise", Vector=v, Scale=scale * 3.1, Detail=6.0, Roughness=0.7)
    roughness = g.node("MapRange", Value=wear, From_Min=0.3, From_Max=0.7, To_Min=rough[0], To_Max=rough[1])
    grain = g.node("TexNoise", Vector=v, Scale=bscale, Detail=6.0, Roughness=0.6)
    normal = g.node("Bump", Strength=bump, Distance=dist, Height=grain)
    if dirt:
        corners = g.ramp(g.node("AmbientOcclusion", _out=1, Distance=0.12), (0.35, 1.0), (0.85, 0.0))
        colour = g.node("Mix", _out=2, data_type="RGBA", i0=corners, i6=colour, i7=dirt)
    return g.surface(
        g.node("BsdfPrincipled", Base_Color=colour, Roughness=roughness, Metallic=metal, Normal=normal, **principled)
    )


def wood(name, c1, c2, axis=0, scale=8.0, rough=(0.45, 0.75), bump=0.3, dust=None, amount=0.5, dist=0.002):
    """Wood with its grain along the axis (0, 1, 2), covered with `dust` in patches if given."""
    g = Nodes(name)
    stretch = [6.0, 6.0, 6.0]
    stretch[axis] = 0.35
    v = g.coord(stretch)
    rings = g.node("TexNoise", Vector=v, Scale=scale, Detail=9.0, Roughness=0.62, Distortion=0.6)
    pores = g.node("TexNoise", Vector=v, Scale=scale * 5, Detail=4.0, Roughness=0.7)
    grain = g.node(
        "Math",
        operation="ADD",
        i0=g.node("Math", operation="MULTIPLY", i0=rings, i1=0.7),
        i1=g.node("Math", operation="MULTIPLY", i0=pores, i1=0.3),
    )
    late = tuple(a * 0.75 + b * 0.25 for a, b in zip(c2, c1, strict=True))
    colour = g.ramp(grain, (0.36, c2), (0.5, c1), (0.64, late))
    if dust:
        d = g.node("TexNoise", Vector=g.coord((1, 1, 1)), Scale=scale * 1.7, Detail=7.0, Roughness=0.7)
        patches = g.ramp(d, (0.45, 0.0), (0.7, amount))
        colour = g.node("Mix", _out=2, data_type="RGBA", i0=patches, i6=colour, i7=dust)
    roughness = g.node("MapRange", Value=pores, From_Min=0.3, From_Max=0.7, To_Min=rough[0], To_Max=rough[1])
    normal = g.node("Bump", Strength=bump, Distance=dist, Height=grain)
    return g.surface(g.node("BsdfPrincipled", Base_Color=colour, Roughness=roughness, Normal=normal))


def chocolate(name, c1, c2, rough, bump=0.05, coat=0.5, bloom=0.0):
    """Chocolate, melted or set: dark under a clear coat; `bloom` is how much pale fat shows in patches."""
    g = Nodes(name)
    v = g.coord()
    n1 = g.node("TexNoise", Vector=v, Scale=60.0, Detail=6.0, Roughness=0.6)
    n2 = g.node("TexNoise", Vector=v, Scale=700.0, Detail=4.0)
    colour = g.ramp(n1, (0.35, c1), (0.7, c2))
    if bloom:
        patches = g.node("TexNoise", Vector=v, Scale=90.0, Detail=8.0, Roughness=0.75)
        patches = g.ramp(patches, (0.52, 0.0), (0.75, bloom))
        colour = g.node("Mix", _out=2, data_type="RGBA", i0=patches, i6=colour, i7=(0.16, 0.10, 0.07))
    height = g.node("Math", operation="ADD", i0=n1, i1=g.node("Math", operation="MULTIPLY", i0=n2, i1=0.15))
    return g.surface(
        g.node(
            "BsdfPrincipled",
            Base_Color=colour,
            Roughness=g.node("MapRange", Value=n1, From_Min=0.3, From_Max=0.7, To_Min=rough[0], To_Max=rough[1]),
            Coat_Weight=coat,
            Coat_Roughness=0.07,
            Normal=g.node("Bump", Strength=bump, Distance=0.0008, Height=height),
        )
    )


def marble(name):
    """A worktop of pale polished marble with grey veins."""
    g = Nodes(name)
    v = g.coord((1, 1, 1), offset_random=False)
    folds = g.node("TexNoise", Vector=v, Scale=7.0, Detail=9.0, Roughness=0.62, Distortion=2.2)
    clouds = g.node("TexNoise", Vector=v, Scale=16.0, Detail=9.0, Roughness=0.6, Distortion=1.2)
    one, other = g.ramp(folds, (0.455, 0.0), (0.5, 1.0)), g.ramp(folds, (0.5, 1.0), (0.56, 0.0))
    veins = g.node("Math", operation="MULTIPLY", i0=one, i1=other)
    colour = g.ramp(clouds, (0.35, (0.56, 0.54, 0.51)), (0.68, (0.46, 0.45, 0.43)))
    amount = g.node("Math", operation="MULTIPLY", i0=veins, i1=0.6)
    colour = g.node("Mix", _out=2, data_type="RGBA", i0=amount, i6=colour, i7=(0.17, 0.165, 0.16))
    polish = g.node("MapRange", Value=clouds, From_Min=0.3, From_Max=0.7, To_Min=0.14, To_Max=0.34)
    return g.surface(g.node("BsdfPrincipled", Base_Color=colour, Roughness=polish))


def yarn(name, c1, c2):
    """Spun thread for tubes along x or y: the twist, slubs of two colours, a little light through it."""
    g = Nodes(name)

    def own(scale):
        return g.coord(scale, offset_random=False)

    twist = g.node(
        "TexWave",
        Vector=own((700.0, 420.0, 700.0)),
        Scale=1.0,
        wave_type="BANDS",
        bands_direction="DIAGONAL",
        Distortion=1.5,
        Detail=2.0,
    )
    fibres = g.node("TexNoise", Vector=own((900.0, 260.0, 900.0)), Scale=0.35, Detail=5.0)
    slubs = g.node("TexNoise", Vector=own((240.0, 14.0, 240.0)), Scale=1.0, Detail=4.0)
    colour = g.ramp(slubs, (0.33, c1), (0.68, c2))
    dark = tuple(x * 0.45 for x in c2)
    colour = g.node("Mix", _out=2, data_type="RGBA", i0=g.ramp(twist, (0.0, 0.35), (0.5, 0.0)), i6=colour, i7=dark)
    height = g.node("Math", operation="ADD", i0=twist, i1=fibres)
    thread = g.node(
        "BsdfPrincipled",
        Base_Color=colour,
        Roughness=0.72,
        Sheen_Weight=0.35,
        Sheen_Roughness=0.4,
        Normal=g.node("Bump", Strength=0.55, Distance=0.0004, Height=height),
    )
    return g.surface(g.node("MixShader", i0=0.12, i1=thread, i2=g.node("BsdfTranslucent", Color=colour)))


def glow(name, colour, strength, lamp=True):
    """A surface that gives light; `lamp=False` for sparks, which are seen but light nothing."""
    g = Nodes(name)
    g.material.cycles.emission_sampling = "AUTO" if lamp else "NONE"
    return g.surface(g.node("Emission", Color=colour, Strength=strength))


def flame(name, colour, strength):
    """Fire: bright where one looks through much of it, clear at the edge."""
    g = Nodes(name)
    g.material.cycles.emission_sampling = "NONE"
    facing = g.node("LayerWeight", _out=1, Blend=0.35)
    bright = g.node("MapRange", Value=facing, From_Min=1.0, From_Max=0.1, To_Min=0.0, To_Max=strength)
    fire = g.node("Emission", Color=colour, Strength=bright)
    return g.surface(g.node("AddShader", i0=g.node("BsdfTransparent"), i1=fire))


def steam(name, colour, strength, density=0.5, scale=2.0, low=0.42, high=0.72):
    """Steam or smoke on a `card`: wisps that fade towards the card's edge."""
    g = Nodes(name)
    g.material.cycles.emission_sampling = "NONE"
    middle = g.node(
        "VectorMath", operation="SUBTRACT", i0=g.coord(kind="Generated", offset_random=False), i1=(0.5, 0.5, 0)
    )
    flat = g.node("VectorMath", operation="MULTIPLY", i0=middle, i1=(1, 1, 0))
    away = g.node("VectorMath", _out=1, operation="LENGTH", i0=flat)
    inside = g.node("MapRange", Value=away, From_Min=0.5, From_Max=0.08, To_Min=0.0, To_Max=1.0)
    noise = g.node("TexNoise", Vector=g.coord(), Scale=scale, Detail=6.0, Roughness=0.55, Distortion=0.6)
    wisps = g.node("MapRange", Value=noise, From_Min=low, From_Max=high, To_Min=0.0, To_Max=density)
    amount = g.node("Math", operation="MULTIPLY", i0=inside, i1=wisps)
    bright = g.node("Emission", Color=colour, Strength=strength)
    return g.surface(g.node("MixShader", i0=amount, i1=g.node("BsdfTransparent"), i2=bright))


def haze(name, colour, strength):
    """A shaft of light: a volume that only emits is integrated exactly and has no noise."""
    g = Nodes(name)
    return g.volume(g.node("Emission", Color=colour, Strength=strength))


def kelvin(t):
    """The colour of a black body, linear."""
    t /= 100
    red = 255 if t <= 66 else 329.7 * (t - 60) ** -0.1332
    green = 99.47 * math.log(t) - 161.12 if t <= 66 else 288.12 * (t - 60) ** -0.0755
    blue = 255 if t >= 66 else (0 if t <= 19 else 138.52 * math.log(t - 10) - 305.04)
    return tuple((max(0, min(255, x)) / 255) ** 2.2 for x in (red, green, blue))
