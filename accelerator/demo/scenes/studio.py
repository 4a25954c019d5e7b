"""The studio: an empty scene, lights, the camera, the exposure and the finish of a picture.

`Q` in the environment chooses the size and the effort (t, d, m for trials, f, x for finals), `SPP`, `NOISE` and `LIMIT`
(seconds) refine it.
"""

import math
import os
import sys
import time
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector

from materials import glow, kelvin
from shapes import add, ball, box, lathe, mesh, rng, spline_profile

MEDIUM = "AgX - Medium High Contrast"
QUALITY = {  # width, height, samples
    "t": (320, 200, 6),
    "d": (480, 300, 9),
    "m": (640, 400, 24),
    "f": (960, 600, 44),
    "x": (1280, 800, int(os.environ.get("SPP", "40"))),
}


def reset(seed=7):
    """Begin with nothing in the scene and with the scene's own dice."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    rng.seed(seed)
    return bpy.context.scene


# ---- light ----


def look(ob, target):
    """Turn a lamp or the camera towards a point."""
    ob.rotation_euler = (Vector(target) - ob.location).to_track_quat("-Z", "Y").to_euler()


def light(kind, loc, power, k=5500, target=None, size=1.0, size_y=None, spread=None, angle=60, cam=False):
    """An AREA, SPOT or POINT lamp of `power` watts; `k` is kelvin or a colour."""
    lamp = bpy.data.lights.new("lamp", kind)
    lamp.energy = power
    lamp.color = k if isinstance(k, tuple) else kelvin(k)
    if kind == "AREA":
        lamp.shape, lamp.size, lamp.size_y = "RECTANGLE", size, size_y or size
        if spread:
            lamp.spread = math.radians(spread)
    else:
        lamp.shadow_soft_size = size
        if kind == "SPOT":
            lamp.spot_size, lamp.spot_blend = math.radians(angle), 0.6
    ob = add("lamp", lamp, loc)
    ob.visible_camera = cam
    if target is not None:
        look(ob, target)
    return ob


def world(colour, strength):
    """The light that comes from everywhere."""
    w = bpy.data.worlds.new("world")
    bpy.context.scene.world = w
    w.use_nodes = True
    background = w.node_tree.nodes["Background"]
    background.inputs[0].default_value = (*colour, 1)
    background.inputs[1].default_value = strength


def window(x, y, z, width, height, across, up, sky, frame, bar=0.03):
    """Bright panes that stand in the plane y, their lower left corner at (x, z), with bars on the camera's side."""
    corners = [(x, y, z), (x + width, y, z), (x + width, y, z + height), (x, y, z + height)]
    mesh(corners, [(0, 1, 2, 3)], sky, name="panes")
    for i in range(across + 1):
        box((bar, bar, height + bar), (x + width * i / across, y - bar, z + height / 2), frame, 0)
    for i in range(up + 1):
        box((width + bar, bar, bar * 0.8), (x + width / 2, y - bar, z + height * i / up), frame, 0)


def bulb(loc, r=0.035, strength=45, power=4, k=2400, shade=None):
    """A bulb that the camera sees, the light that it gives, and a shade over it if its material is given."""
    ball(r, loc, glow("bulb", kelvin(k), strength, lamp=False))
    if shade:
        profile = [(r * 0.6, r * 3.4), (r * 0.9, r * 2.6), (r * 2.6, r * 0.9), (r * 3.4, 0)]
        lathe(spline_profile(profile, 20), 40, shade, loc=loc)
    light("POINT", (loc[0], loc[1] - r * 1.3, loc[2] - r), power, k, size=r)


# ---- camera ----


def camera(loc, target, lens=50, fstop=2.8, focus=None, roll=0):
    """A camera at `loc` that looks at `target`, sharp at the distance of `focus`."""
    c = bpy.data.cameras.new("camera")
    c.lens, c.clip_start, c.clip_end = lens, 0.005, 200
    ob = add("camera", c, loc)
    look(ob, target)
    ob.rotation_euler.rotate_axis("Z", math.radians(roll))
    ahead = ob.matrix_basis.to_3x3() @ Vector((0, 0, -1))
    c.dof.use_dof, c.dof.aperture_fstop, c.dof.aperture_blades = True, fstop, 0
    c.dof.focus_distance = (Vector(focus or target) - Vector(loc)).dot(ahead)
    bpy.context.scene.camera = ob
    return ob


def photograph(
    *,
    exposure=0.0,
    view="AgX",
    contrast=MEDIUM,
    bloom=0.3,
    thr=2.0,
    size=0.6,
    mist=None,
    bounces=6,
    trans=4,
    clamp=8.0,
    vignette=0.28,
    grain=0.007,
    warm=0.03,
):
    """Render the scene into the PNG that the command line names, and finish it."""
    path = str(Path(sys.argv[1] if len(sys.argv) > 1 else "picture.png").resolve())
    scene = bpy.context.scene
    width, height, samples = QUALITY[os.environ.get("Q", "x")]
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = width, height, 100
    _set_cycles(scene, samples, bounces, trans, clamp)
    settings = scene.view_settings
    settings.view_transform, settings.look, settings.exposure = view, contrast, exposure
    _set_compositor(scene, bloom, thr, size, mist)
    scene.render.image_settings.file_format, scene.render.filepath = "PNG", path
    started = time.time()
    bpy.ops.render.render(write_still=True)
    finish(path, vignette, grain, warm)
    print(f"{path}: {width}x{height}, {samples} samples, {time.time() - started:.0f} s", flush=True)


def _set_cycles(scene, samples, bounces, trans, clamp):
    scene.render.engine = "CYCLES"
    scene.render.threads_mode, scene.render.threads = "FIXED", 2
    cycles = scene.cycles
    cycles.device, cycles.samples, cycles.time_limit = "CPU", samples, float(os.environ.get("LIMIT", "0"))
    cycles.use_adaptive_sampling, cycles.adaptive_min_samples = True, 10
    cycles.adaptive_threshold = float(os.environ.get("NOISE", ".05"))
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_input_passes = "RGB_ALBEDO_NORMAL"
    cycles.max_bounces, cycles.transmission_bounces, cycles.transparent_max_bounces = bounces, trans, 12
    cycles.diffuse_bounces, cycles.glossy_bounces, cycles.volume_bounces = 3, 3, 0
    cycles.sample_clamp_indirect, cycles.use_light_tree = clamp, True
    cycles.caustics_reflective = cycles.caustics_refractive = False


def _set_compositor(scene, bloom, thr, size, mist):
    """Mist by depth (colour, start, depth, most), then bloom around what is brighter than `thr`."""
    scene.use_nodes = True
    tree = scene.node_tree
    tree.nodes.clear()
    layers = tree.nodes.new("CompositorNodeRLayers")
    image = layers.outputs["Image"]
    if mist:
        colour, start, depth, most = mist
        bpy.context.view_layer.use_pass_mist = True
        settings = scene.world.mist_settings
        settings.start, settings.depth, settings.falloff = start, depth, "LINEAR"
        amount = tree.nodes.new("CompositorNodeMath")
        amount.operation = "MULTIPLY"
        amount.inputs[1].default_value = most
        tree.links.new(layers.outputs["Mist"], amount.inputs[0])
        mix = tree.nodes.new("CompositorNodeMixRGB")
        tree.links.new(amount.outputs[0], mix.inputs[0])
        tree.links.new(image, mix.inputs[1])
        mix.inputs[2].default_value = (*colour, 1)
        image = mix.outputs[0]
    if bloom:
        glare = tree.nodes.new("CompositorNodeGlare")
        glare.glare_type, glare.quality = "BLOOM", "HIGH"
        wanted = {"Threshold": thr, "Highlights Threshold": thr, "Strength": bloom, "Size": size}
        for name, value in wanted.items():
            if name in glare.inputs:
                glare.inputs[name].default_value = value
        tree.links.new(image, glare.inputs["Image"])
        image = glare.outputs["Image"]
    tree.links.new(image, tree.nodes.new("CompositorNodeComposite").inputs[0])


def finish(path, vignette, grain, warm):
    """What a lens and film add: darker corners, warm lights with cool shadows, a little grain."""
    image = bpy.data.images.load(path)
    w, h = image.size
    pixels = np.empty(w * h * 4, "f")
    image.pixels.foreach_get(pixels)
    pixels = pixels.reshape(h, w, 4)
    rgb = pixels[..., :3]
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    rgb *= (1 - vignette * np.clip((x * x + y * y) / 2, 0, 1) ** 1.2)[..., None]
    luminance = rgb.mean(-1, keepdims=True)
    rgb += np.array([1, 0.25, -1]) * warm * (luminance - 0.35)
    rgb += np.random.default_rng(1).normal(0, grain, (h, w, 1)) * (1 - luminance)
    image.pixels.foreach_set(np.clip(pixels, 0, 1).ravel().astype("f"))
    image.filepath_raw, image.file_format = path, "PNG"
    image.save()
