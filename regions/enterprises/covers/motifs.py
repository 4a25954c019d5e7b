"""The motifs that covers are drawn with, by name. What each looks like is a file of `drawings`."""

from collections.abc import Sequence

from django.db import models
from django.utils.translation import pgettext_lazy

from accelerator.base.common.i18n import Words


class Motif(models.TextChoices):
    """What a cover shows. An organizer chooses one for each subject; the gate stands where no subject is known."""

    # Fire and metal
    LADLE = "ladle", pgettext_lazy("motif", "a ladle of metal")
    MOULD = "mould", pgettext_lazy("motif", "a casting mould")
    CAULDRON = "cauldron", pgettext_lazy("motif", "an iron pot")
    ROLLERS = "rollers", pgettext_lazy("motif", "rollers of a mill")
    ANVIL = "anvil", pgettext_lazy("motif", "an anvil")
    TORCH = "torch", pgettext_lazy("motif", "a welding torch")
    CUTTER = "cutter", pgettext_lazy("motif", "a milling cutter")
    BELL = "bell", pgettext_lazy("motif", "a bell")
    BLADE = "blade", pgettext_lazy("motif", "a blade")
    SAMOVAR = "samovar", pgettext_lazy("motif", "a samovar")
    COMPASS = "compass", pgettext_lazy("motif", "compasses and a drawing")
    # Clay, porcelain, glass
    CUP = "cup", pgettext_lazy("motif", "a porcelain cup")
    PLATE = "plate", pgettext_lazy("motif", "a painted plate and a brush")
    POT = "pot", pgettext_lazy("motif", "a pot on the wheel")
    TILE = "tile", pgettext_lazy("motif", "a stove tile")
    KILN = "kiln", pgettext_lazy("motif", "a kiln")
    BRICKS = "bricks", pgettext_lazy("motif", "bricks")
    VASE = "vase", pgettext_lazy("motif", "blown glass")
    BAUBLE = "bauble", pgettext_lazy("motif", "a bauble")
    # Chocolate, cheese, wine
    POD = "pod", pgettext_lazy("motif", "a cocoa pod")
    BAR = "bar", pgettext_lazy("motif", "a bar of chocolate")
    BONBON = "bonbon", pgettext_lazy("motif", "chocolates in a box")
    JELLY = "jelly", pgettext_lazy("motif", "a jelly")
    GINGERBREAD = "gingerbread", pgettext_lazy("motif", "a gingerbread biscuit")
    LOAF = "loaf", pgettext_lazy("motif", "a loaf")
    CHEESE = "cheese", pgettext_lazy("motif", "a wheel of cheese")
    CHURN = "churn", pgettext_lazy("motif", "a milk can")
    CONE = "cone", pgettext_lazy("motif", "an ice cream")
    SAUSAGE = "sausage", pgettext_lazy("motif", "sausages")
    HONEYCOMB = "honeycomb", pgettext_lazy("motif", "a honeycomb")
    TEAPOT = "teapot", pgettext_lazy("motif", "a teapot")
    COFFEE = "coffee", pgettext_lazy("motif", "a coffee pot")
    BARREL = "barrel", pgettext_lazy("motif", "a barrel")
    TANKARD = "tankard", pgettext_lazy("motif", "a tankard")
    BOTTLE = "bottle", pgettext_lazy("motif", "a bottle")
    # Thread and cloth
    FLAX = "flax", pgettext_lazy("motif", "flax in flower")
    SPOOL = "spool", pgettext_lazy("motif", "a spool")
    LOOM = "loom", pgettext_lazy("motif", "a loom")
    NEEDLES = "needles", pgettext_lazy("motif", "a ball and needles")
    VALENOK = "valenok", pgettext_lazy("motif", "a felt boot")
    SLIPPER = "slipper", pgettext_lazy("motif", "a felt slipper")
    LACE = "lace", pgettext_lazy("motif", "lace")
    SHAWL = "shawl", pgettext_lazy("motif", "a shawl")
    SEWING = "sewing", pgettext_lazy("motif", "a sewing machine")
    HIDE = "hide", pgettext_lazy("motif", "a hide")
    SHOE = "shoe", pgettext_lazy("motif", "a shoe")
    # Wood and boats
    LOG = "log", pgettext_lazy("motif", "a log")
    PLANE = "plane", pgettext_lazy("motif", "a plane")
    CHAIR = "chair", pgettext_lazy("motif", "a chair")
    HORSE = "horse", pgettext_lazy("motif", "a horse on wheels")
    DOLL = "doll", pgettext_lazy("motif", "a nesting doll")
    BOAT = "boat", pgettext_lazy("motif", "a boat in frames")
    VIOLIN = "violin", pgettext_lazy("motif", "a violin")
    # Paper and books
    SHEET = "sheet", pgettext_lazy("motif", "sheets of paper")
    TYPE = "type", pgettext_lazy("motif", "metal type")
    PRESS = "press", pgettext_lazy("motif", "a printing press")
    BOOK = "book", pgettext_lazy("motif", "a book")
    PENCIL = "pencil", pgettext_lazy("motif", "pencils")
    CARTON = "carton", pgettext_lazy("motif", "a carton")
    # Stone and amber
    AMBER = "amber", pgettext_lazy("motif", "amber with an insect")
    GEM = "gem", pgettext_lazy("motif", "a cut stone")
    CABOCHON = "cabochon", pgettext_lazy("motif", "a polished stone")
    RING = "ring", pgettext_lazy("motif", "a ring")
    BLOCK = "block", pgettext_lazy("motif", "a block of stone")
    COIN = "coin", pgettext_lazy("motif", "a coin")
    # Wings and motors
    AEROPLANE = "aeroplane", pgettext_lazy("motif", "an aeroplane")
    WINDSOCK = "windsock", pgettext_lazy("motif", "a windsock")
    DRONE = "drone", pgettext_lazy("motif", "a drone")
    PROPELLER = "propeller", pgettext_lazy("motif", "a propeller")
    ROCKET = "rocket", pgettext_lazy("motif", "a rocket")
    CAR = "car", pgettext_lazy("motif", "a car")
    VAN = "van", pgettext_lazy("motif", "a van")
    SEAT = "seat", pgettext_lazy("motif", "a seat")
    TYRE = "tyre", pgettext_lazy("motif", "a tyre")
    TRACTOR = "tractor", pgettext_lazy("motif", "a tractor")
    TRAIN = "train", pgettext_lazy("motif", "a locomotive")
    SHIP = "ship", pgettext_lazy("motif", "a ship")
    CONVEYOR = "conveyor", pgettext_lazy("motif", "a conveyor")
    # Current and charge
    COIL = "coil", pgettext_lazy("motif", "a copper winding")
    INSULATOR = "insulator", pgettext_lazy("motif", "an insulator and a spark")
    CELL = "cell", pgettext_lazy("motif", "a battery")
    DAM = "dam", pgettext_lazy("motif", "a dam")
    TOWER = "tower", pgettext_lazy("motif", "cooling towers")
    TURBINE = "turbine", pgettext_lazy("motif", "a wind turbine")
    LAMP = "lamp", pgettext_lazy("motif", "a lamp")
    GAUGE = "gauge", pgettext_lazy("motif", "a gauge")
    # Paint, lenses, robots
    MORTAR = "mortar", pgettext_lazy("motif", "a mortar")
    PAINT = "paint", pgettext_lazy("motif", "a paint tin and a brush")
    FLACON = "flacon", pgettext_lazy("motif", "a perfume bottle")
    CAPSULE = "capsule", pgettext_lazy("motif", "capsules")
    LENS = "lens", pgettext_lazy("motif", "a lens")
    WATCH = "watch", pgettext_lazy("motif", "a watch")
    CHIP = "chip", pgettext_lazy("motif", "a microchip")
    ROBOT = "robot", pgettext_lazy("motif", "a robot’s arm")
    # Land and sea
    WHEAT = "wheat", pgettext_lazy("motif", "ears of wheat")
    GREENHOUSE = "greenhouse", pgettext_lazy("motif", "a greenhouse")
    FLOWER = "flower", pgettext_lazy("motif", "a flower")
    APPLE = "apple", pgettext_lazy("motif", "an apple")
    GRAPES = "grapes", pgettext_lazy("motif", "grapes")
    GOAT = "goat", pgettext_lazy("motif", "a goat")
    FISH = "fish", pgettext_lazy("motif", "a fish")
    SEAWEED = "seaweed", pgettext_lazy("motif", "seaweed")
    SALT = "salt", pgettext_lazy("motif", "crystals of salt")
    HEADFRAME = "headframe", pgettext_lazy("motif", "a pithead")
    PUMPJACK = "pumpjack", pgettext_lazy("motif", "a pumpjack")
    RECYCLE = "recycle", pgettext_lazy("motif", "recycled things")
    # The portal's own
    GATE = "gate", pgettext_lazy("motif", "a turnstile")


def motif_choices() -> Sequence[tuple[str, Words]]:
    """The choices of a column, which a further motif leaves as it is."""
    return Motif.choices
