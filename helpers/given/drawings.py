"""Small drawings of the ten classes of CIFAR-10, in its layout, made by NumPy from random numbers.

A stranger recognizes each class, and still no two images are alike: things are at random places, in random sizes,
tints and tilts, facing either way, in the surroundings such things have, some of them shared by several classes.

The images are the same bytes on every computer. Random numbers are raw PCG64 output, which NumPy promises never to
change (numbers of a Generator may). All else is float32 addition, multiplication, division, square root and comparison,
one NumPy call each, which IEEE 754 rounds in one way only. So: no sine or exponential, no sum over an axis, no matrix
product, because their last bits depend on the library and the processor. Image i depends on i alone, not on how many
are drawn. What is computed for all pixels is computed in place: a third of the time would go into new arrays.
"""

import math
from collections.abc import Callable

import numpy as np

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

SEED = 231
NUMBERS = 128  # random numbers for the drawing of one image
GRAIN_WORDS = 3 * 32 * 32 // 8  # random 64-bit words for its grain, one byte for each value
GRAIN = 14  # how strong it is, plus or minus: the noise of a cheap camera
BLOCK = 100  # images drawn at once: their arrays fit the processor's cache

# The centres of the pixels, and where they lie in a grid of 8 x 8 pixel cells.
_X = np.arange(32, dtype=np.float32) + 0.5
_Y = _X[:, np.newaxis]
_CELL, _PART = np.arange(32) // 8, _X % 8 / 8

# One value for each image, to be spread over its pixels: (n, 1, 1); a colour holds three of them, from 0 to 255.
PerImage = np.ndarray
Colour = tuple[float, float, float] | np.ndarray
Point = tuple[float, float]


def draw(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the first n drawings and their classes.

    Returns:
        images: (n, 32, 32, 3) uint8.
        labels: (n,) int64, indices into CLASSES; each ten images in a row hold every class once.
    """
    tens = -(-n // 10)
    keys = np.random.PCG64([SEED, 10]).random_raw(10 * tens).reshape(tens, 10)
    labels = np.argsort(keys, axis=1, kind="stable").ravel()[:n].astype(np.int64)
    images = np.empty((n, 32, 32, 3), np.uint8)
    for label, drawing in enumerate(DRAWINGS):
        source = np.random.PCG64([SEED, label])
        members = np.flatnonzero(labels == label)
        for start in range(0, len(members), BLOCK):
            block = members[start : start + BLOCK]
            raw = source.random_raw(len(block) * (NUMBERS + GRAIN_WORDS)).reshape(len(block), -1)
            images[block] = _draw_block(drawing, raw)
    return images, labels


def _draw_block(drawing: Callable[["Scene"], None], raw: np.ndarray) -> np.ndarray:
    """Return images (n, 32, 32, 3) uint8 of one class from random words (n, NUMBERS + GRAIN_WORDS) uint64."""
    scene = Scene(raw[:, :NUMBERS])
    drawing(scene)
    scene.light()
    grain = np.ascontiguousarray(raw[:, NUMBERS:]).astype("<u8").view(np.uint8).reshape(-1, 3, 32, 32)
    pixels = scene.planes.transpose(1, 0, 2, 3) + (grain.astype(np.float32) - 127.5) * (2 * GRAIN / 255)
    return (np.clip(pixels, 0, 255) + 0.5).astype(np.uint8).transpose(0, 2, 3, 1)


class Scene:
    """n images being drawn: three colour planes (3, n, 32, 32), and the random numbers to draw them with."""

    def __init__(self, raw: np.ndarray) -> None:
        """Start with black images; raw (n, NUMBERS) uint64."""
        # 24 bits fill the mantissa of a float32 exactly.
        numbers = (raw >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-24)
        self._numbers = iter(np.ascontiguousarray(numbers.T)[:, :, np.newaxis, np.newaxis])
        self.planes = np.zeros((3, len(raw), 32, 32), np.float32)

    def between(self, low: float, high: float) -> PerImage:
        """Return a random number for each image."""
        return low + (high - low) * next(self._numbers)

    def chance(self, p: float) -> PerImage:
        """Return 1 with probability p, else 0, for each image."""
        return (next(self._numbers) < p).astype(np.float32)

    def pick(self, *colours: Colour) -> Colour:
        """Return one of the colours for each image, a little lighter or darker: (3, n, 1, 1)."""
        chosen = (next(self._numbers) * len(colours)).astype(np.intp)
        return np.array(colours, np.float32).T[:, chosen] * self.between(0.85, 1.15)

    def paint(self, cover: np.ndarray, colour: Colour, shade: np.ndarray | float = 1.0) -> None:
        """Lay a colour over the images, as thick as cover (n, 32, 32) says: 0 leaves what is there, 1 hides it."""
        for plane, value in zip(self.planes, colour, strict=True):
            change = value * shade - plane
            change *= cover
            plane += change

    def texture(self) -> np.ndarray:
        """Return soft random blotches, (n, 32, 32) from -1 to 1: a 5 x 5 grid of random numbers, interpolated."""
        n = self.planes.shape[1]
        grid = np.concatenate([self.between(-1, 1) for _ in range(25)], axis=1).reshape(n, 5, 5)
        rows = grid[:, _CELL] + _PART[:, np.newaxis] * (grid[:, _CELL + 1] - grid[:, _CELL])
        return rows[:, :, _CELL] + _PART * (rows[:, :, _CELL + 1] - rows[:, :, _CELL])

    def backdrop(self, above: Colour, below: Colour, horizon: PerImage, rough: float) -> None:
        """Fill the images: one colour above the horizon (a height in pixels), another below, with blotches."""
        blotches = self.texture()
        self.paint(np.ones_like(blotches), above, 1 + 0.1 * blotches + 0.012 * (_Y - horizon))
        self.paint(np.clip(_Y - horizon + 0.5, 0, 1), below, 1 + rough * blotches - 0.006 * (_Y - horizon))

    def pen(
        self, x: tuple[float, float], y: tuple[float, float], size: tuple[float, float], tilt: float = 0.12
    ) -> "Pen":
        """Return a pen for a thing somewhere in these ranges of pixels, tilted by up to 2 * tilt, facing either way."""
        flip = 2 * self.chance(0.5) - 1
        return Pen(self, self.between(*x), self.between(*y), self.between(*size), self.between(-tilt, tilt), flip)

    def thing(self, y: float, size: float, tilt: float) -> "Pen":
        """Return a pen for what the image is about: near the middle, around the height y, up to this size."""
        return self.pen((10.5, 21.5), (y - 3.5, y + 3.5), (0.58 * size, size), tilt)

    def light(self) -> None:
        """Change brightness and tint of whole images, as the time of day and a camera do."""
        level = self.between(0.6, 1.2)
        for plane in self.planes:
            plane *= level * self.between(0.92, 1.08)


class Pen:
    """Draws one thing in its own coordinates: u to its front, v down, about -1 to 1, whatever its place and size."""

    def __init__(self, scene: Scene, x: PerImage, y: PerImage, size: PerImage, tilt: PerImage, flip: PerImage) -> None:
        """Place the thing: its centre and half its length in pixels, the tangent of half its tilt, its side (1, -1)."""
        cos, sin = (1 - tilt * tilt) / (1 + tilt * tilt), 2 * tilt / (1 + tilt * tilt)
        right, down = (_X - x) / size, (_Y - y) / size
        self._scene, self._size = scene, size
        self.u, self.v = (right * cos + down * sin) * flip, down * cos - right * sin
        self._shade = np.clip(1.05 - 0.25 * self.v, 0.7, 1.3)  # light comes from above

    def _fill(self, distance: np.ndarray, colour: Colour, there: PerImage | float) -> None:
        """Paint where the distance to a shape's edge is negative; the edge itself is one pixel soft."""
        cover = distance * self._size
        np.subtract(0.5, cover, out=cover)
        np.clip(cover, 0, 1, out=cover)
        cover *= there
        self._scene.paint(cover, colour, self._shade)

    def ellipse(self, centre: Point, radii: Point, colour: Colour, there: PerImage | float = 1.0) -> None:
        """Paint an ellipse, in the images that are there."""
        a, b = self.u - centre[0], self.v - centre[1]
        a /= radii[0]
        b /= radii[1]
        distance = _length(a, b)
        distance -= 1
        distance *= min(radii)
        self._fill(distance, colour, there)

    def bar(
        self, start: Point, end: Point, widths: float | Point, colour: Colour, there: PerImage | float = 1.0
    ) -> None:
        """Paint a line with round ends, from one half width to another."""
        first, last = widths if isinstance(widths, tuple) else (widths, widths)
        du, dv = end[0] - start[0], end[1] - start[1]
        a, b = self.u - start[0], self.v - start[1]
        along = a * du
        along += b * dv
        along /= du * du + dv * dv
        np.clip(along, 0, 1, out=along)
        a -= along * du
        b -= along * dv
        along *= last - first
        along += first
        distance = _length(a, b)
        distance -= along
        self._fill(distance, colour, there)

    def polygon(self, corners: list[Point], colour: Colour, there: PerImage | float = 1.0) -> None:
        """Paint a convex polygon, its corners given clockwise as one sees them."""
        distance = None
        for (u0, v0), (u1, v1) in zip(corners, corners[1:] + corners[:1], strict=True):
            length = math.sqrt((u1 - u0) * (u1 - u0) + (v1 - v0) * (v1 - v0))
            edge = (self.u - u0) * ((v1 - v0) / length) - (self.v - v0) * ((u1 - u0) / length)
            distance = edge if distance is None else np.maximum(distance, edge)
        self._fill(distance, colour, there)

    def box(self, left_top: Point, right_bottom: Point, colour: Colour, there: PerImage | float = 1.0) -> None:
        """Paint a rectangle."""
        (u0, v0), (u1, v1) = left_top, right_bottom
        self._fill(
            np.maximum(np.maximum(u0 - self.u, self.u - u1), np.maximum(v0 - self.v, self.v - v1)), colour, there
        )


def _length(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the length of vectors (a, b), in the place of a; b changes, too."""
    a *= a
    b *= b
    a += b
    return np.sqrt(a, out=a)


# --- colours ----------------------------------------------------------------------------------------------------------

WHITE, SILVER, GREY, DARK, BLACK = (240, 240, 240), (190, 195, 200), (130, 130, 132), (70, 70, 75), (25, 25, 28)
RED, BLUE, YELLOW, ORANGE, GLASS = (200, 35, 30), (40, 80, 175), (235, 190, 50), (225, 120, 40), (150, 190, 215)
FAWN, BROWN, DEEP_BROWN, GINGER, CREAM = (185, 140, 90), (130, 85, 50), (80, 52, 35), (210, 135, 65), (230, 215, 185)
SKY, PALE_SKY, OVERCAST, SUNSET = (105, 165, 225), (170, 205, 235), (190, 195, 200), (235, 185, 155)
GRASS, DRY_GRASS, FOREST, LEAF = (95, 145, 60), (160, 155, 85), (55, 85, 45), (70, 125, 55)
SEA, GREEN_SEA, ROAD, PALE_ROAD = (35, 80, 125), (50, 105, 115), (105, 105, 108), (150, 148, 142)
SAND, SNOW, PINK = (195, 170, 125), (225, 230, 235), (225, 140, 140)
WALL, WARM_WALL, WOOD, SOFA, CARPET = (200, 195, 180), (185, 150, 120), (150, 105, 65), (110, 60, 60), (110, 100, 110)


# --- the ten drawings -------------------------------------------------------------------------------------------------


def _sky(scene: Scene) -> None:
    scene.backdrop(
        scene.pick(SKY, SKY, PALE_SKY, PALE_SKY, OVERCAST, SUNSET),
        scene.pick(SEA, SEA, ROAD, GRASS),
        scene.between(18, 44),
        0.15,
    )
    for _ in range(2):
        cloud = scene.pen((0, 32), (2, 26), (5, 10), 0.05)
        cloud.ellipse((0, 0), (1, 0.35), (235, 238, 242), scene.chance(0.5) * 0.8)


def _airplane(scene: Scene) -> None:
    _sky(scene)
    plane = scene.thing(15.5, 16, 0.15)
    body, trim = scene.pick(WHITE, WHITE, WHITE, SILVER), scene.pick(RED, BLUE, GREY, DARK)
    plane.polygon([(-0.35, -0.62), (-0.2, -0.62), (0.2, -0.08), (-0.15, -0.08)], body * 0.75)
    plane.bar((-0.85, -0.02), (0.75, 0.02), (0.09, 0.19), body)
    plane.polygon([(-1.08, -0.55), (-0.88, -0.55), (-0.5, -0.08), (-0.95, -0.08)], trim)
    plane.bar((-0.55, -0.03), (0.6, -0.03), 0.03, DARK)
    plane.ellipse((0.8, -0.06), (0.09, 0.06), BLACK)
    plane.polygon([(-0.2, 0.06), (0.25, 0.06), (-0.45, 0.72), (-0.65, 0.72)], body * 0.7)
    plane.polygon([(-0.95, 0.0), (-0.72, 0.0), (-1.0, 0.26), (-1.12, 0.26)], body * 0.7)


def _street(scene: Scene) -> None:
    scene.backdrop(
        scene.pick(PALE_SKY, OVERCAST, WALL, FOREST, LEAF),
        scene.pick(ROAD, ROAD, PALE_ROAD, SAND, GRASS),
        scene.between(12, 22),
        0.1,
    )
    house = scene.pen((0, 32), (6, 13), (5, 9), 0.0)
    house.box((-1, -1), (1, 0.8), scene.pick(WALL, WARM_WALL, GREY, FOREST), scene.chance(0.5))


def _automobile(scene: Scene) -> None:
    _street(scene)
    car = scene.thing(17.5, 14.5, 0.05)
    paint = scene.pick(RED, RED, RED, BLUE, SILVER, WHITE, BLACK, YELLOW)
    car.ellipse((0, 0.55), (1.05, 0.12), BLACK, 0.6)
    car.polygon([(-0.45, -0.55), (0.25, -0.55), (0.62, -0.08), (-0.75, -0.08)], paint)
    car.polygon([(-0.4, -0.45), (-0.1, -0.45), (-0.1, -0.1), (-0.6, -0.1)], GLASS)
    car.polygon([(0.0, -0.45), (0.2, -0.45), (0.46, -0.1), (0.0, -0.1)], GLASS)
    car.bar((-0.85, 0.15), (0.85, 0.17), (0.24, 0.2), paint)
    car.ellipse((1.0, 0.12), (0.08, 0.09), (255, 240, 170))
    car.ellipse((-1.03, 0.1), (0.06, 0.09), (230, 50, 40))
    for u in (-0.6, 0.6):
        car.ellipse((u, 0.38), (0.25, 0.25), BLACK)
        car.ellipse((u, 0.38), (0.11, 0.11), SILVER)


def _truck(scene: Scene) -> None:
    _street(scene)
    truck = scene.thing(16, 15, 0.04)
    cargo = scene.pick(WHITE, WHITE, SILVER, BLUE, ORANGE, YELLOW)
    paint = scene.pick(RED, BLUE, WHITE, YELLOW, (60, 120, 70))
    truck.ellipse((0, 0.72), (1.05, 0.1), BLACK, 0.6)
    truck.box((-1.0, 0.3), (1.0, 0.5), DARK)
    truck.box((-1.0, -0.75), (0.38, 0.38), cargo)
    truck.box((-1.0, -0.18), (0.38, -0.08), cargo * 0.75)
    truck.polygon([(0.45, -0.38), (0.82, -0.38), (1.0, 0.05), (1.0, 0.48), (0.45, 0.48)], paint)
    truck.polygon([(0.56, -0.28), (0.77, -0.28), (0.9, 0.04), (0.56, 0.04)], GLASS)
    for u in (-0.72, -0.24, 0.7):
        truck.ellipse((u, 0.52), (0.21, 0.21), BLACK)
        truck.ellipse((u, 0.52), (0.09, 0.09), SILVER)


def _bird(scene: Scene) -> None:
    scene.backdrop(
        scene.pick(SKY, PALE_SKY, OVERCAST, LEAF, FOREST, GRASS),
        scene.pick(GRASS, FOREST, SAND, SEA, SEA),
        scene.between(18, 40),
        0.2,
    )
    flies = scene.chance(0.4)
    stands = 1 - flies
    bird = scene.thing(16, 13, 0.25)
    coat = scene.pick(RED, (60, 110, 190), BROWN, GREY, BLACK, YELLOW)
    belly = scene.pick(CREAM, WHITE, ORANGE, GREY)
    bird.bar((-1.1, 0.95), (1.1, 0.9), 0.09, DEEP_BROWN, stands)
    for u in (-0.1, 0.12):
        bird.bar((u, 0.4), (u, 0.9), 0.05, ORANGE, stands)
    bird.polygon([(-0.62, -0.62), (-0.2, -1.05), (0.3, 0.0), (-0.2, 0.05)], coat * 0.7, flies)
    bird.polygon([(-1.2, -0.02), (-0.4, -0.1), (-0.4, 0.25), (-1.15, 0.25)], coat * 0.8)
    bird.ellipse((-0.02, 0.12), (0.6, 0.4), coat)
    bird.ellipse((0.14, 0.26), (0.38, 0.24), belly)
    bird.ellipse((0.55, -0.32), (0.3, 0.29), coat)
    bird.polygon([(0.8, -0.42), (1.2, -0.26), (0.8, -0.18)], YELLOW)
    bird.ellipse((0.63, -0.38), (0.075, 0.075), BLACK)
    bird.ellipse((-0.2, 0.1), (0.42, 0.2), coat * 0.7, stands)
    bird.polygon([(-0.75, -0.95), (-0.35, -1.1), (0.15, 0.05), (-0.3, 0.1)], coat * 0.85, flies)


def _home(scene: Scene) -> None:
    scene.backdrop(
        scene.pick(WALL, WARM_WALL, SOFA, WALL, LEAF, OVERCAST),
        scene.pick(WOOD, CARPET, WALL, SOFA, GRASS),
        scene.between(14, 28),
        0.12,
    )
    cushion = scene.pen((0, 32), (14, 28), (6, 11), 0.1)
    cushion.ellipse((0, 0), (1, 0.7), scene.pick(SOFA, BLUE, CREAM, GREY, LEAF), scene.chance(0.5))


def _cat(scene: Scene) -> None:
    _home(scene)
    cat = scene.thing(17, 14, 0.1)
    coat, eyes = scene.pick(GINGER, GREY, DARK, BLACK, CREAM, FAWN), scene.pick((180, 200, 60), (110, 190, 90), YELLOW)
    cat.bar((-0.5, 0.95), (-0.95, 0.35), (0.13, 0.09), coat * 0.8)
    cat.ellipse((0.0, 0.7), (0.58, 0.6), coat * 0.9)
    cat.ellipse((0.0, 0.75), (0.26, 0.4), CREAM, scene.chance(0.5))
    for side in (-1, 1):
        ear = [(0.22 * side, -0.62), (0.56 * side, -1.12), (0.64 * side, -0.3)]
        cat.polygon(ear[::side], coat)
        inner = [(0.36 * side, -0.62), (0.53 * side, -0.92), (0.56 * side, -0.48)]
        cat.polygon(inner[::side], PINK)
    cat.ellipse((0, -0.25), (0.66, 0.52), coat)
    for side in (-1, 1):
        cat.ellipse((0.28 * side, -0.33), (0.15, 0.13), eyes)
        cat.ellipse((0.28 * side, -0.33), (0.06, 0.13), BLACK)
        cat.bar((0.3 * side, -0.02), (0.85 * side, -0.1), 0.025, WHITE)
    cat.ellipse((0, 0.02), (0.24, 0.15), CREAM)
    cat.ellipse((0, -0.06), (0.09, 0.06), PINK)


def _dog(scene: Scene) -> None:
    _home(scene)
    dog = scene.thing(17, 14, 0.1)
    coat = scene.pick(BROWN, FAWN, WHITE, BLACK, GINGER, CREAM)
    ears = coat * scene.between(0.45, 0.75)
    dog.bar((0.5, 0.95), (0.98, 0.4), 0.1, coat * 0.85)
    dog.ellipse((0.0, 0.75), (0.62, 0.6), coat * 0.9)
    dog.ellipse((0.0, 0.75), (0.28, 0.4), WHITE, scene.chance(0.5))
    dog.ellipse((0, -0.3), (0.55, 0.58), coat)
    for side in (-1, 1):
        dog.bar((0.5 * side, -0.62), (0.74 * side, 0.02), (0.14, 0.2), ears)
        dog.ellipse((0.24 * side, -0.45), (0.1, 0.1), BLACK)
    dog.ellipse((0, 0.0), (0.36, 0.3), CREAM)
    dog.ellipse((0, 0.26), (0.13, 0.2), (215, 85, 95))
    dog.ellipse((0, -0.14), (0.17, 0.12), BLACK)


def _deer(scene: Scene) -> None:
    scene.backdrop(
        scene.pick(FOREST, FOREST, LEAF, OVERCAST, DEEP_BROWN),
        scene.pick(GRASS, DRY_GRASS, FOREST, SNOW, DRY_GRASS),
        scene.between(10, 22),
        0.2,
    )
    for _ in range(2):
        tree = scene.pen((0, 32), (4, 10), (12, 16), 0.04)
        tree.bar((0, -1), (0, 1), 0.09, DEEP_BROWN, scene.chance(0.4))
    deer = scene.thing(18, 14, 0.06)
    coat = scene.pick(BROWN, FAWN, (160, 105, 60))
    for u, dark in ((-0.6, 0.7), (-0.45, 1), (0.2, 0.7), (0.35, 1)):
        deer.bar((u, 0.2), (u + 0.04, 1.0), (0.09, 0.05), coat * dark)
    deer.bar((-0.5, 0.05), (0.3, 0.02), (0.28, 0.24), coat)
    deer.ellipse((-0.76, -0.02), (0.1, 0.15), WHITE)
    deer.bar((0.35, -0.02), (0.62, -0.55), (0.18, 0.11), coat)
    deer.bar((0.62, -0.62), (0.95, -0.5), (0.14, 0.08), coat)
    deer.ellipse((1.0, -0.49), (0.06, 0.06), BLACK)
    deer.ellipse((0.7, -0.66), (0.05, 0.05), BLACK)
    stag = scene.chance(0.75)
    for start, end in (
        ((0.55, -0.72), (0.35, -1.2)),
        ((0.46, -0.95), (0.2, -1.0)),
        ((0.62, -0.72), (0.78, -1.2)),
        ((0.68, -0.95), (0.95, -1.05)),
    ):
        deer.bar(start, end, 0.045, CREAM, stag)


def _horse(scene: Scene) -> None:
    scene.backdrop(
        scene.pick(SKY, PALE_SKY, OVERCAST, LEAF, FOREST),
        scene.pick(GRASS, GRASS, DRY_GRASS, SAND, LEAF),
        scene.between(10, 20),
        0.15,
    )
    fence = scene.pen((16, 16.1), (15, 20), (18, 19), 0.0)
    there = scene.chance(0.3)
    for v in (-0.15, 0.15):
        fence.bar((-1, v), (1, v), 0.04, WHITE, there)
    horse = scene.thing(17, 14.5, 0.06)
    coat = scene.pick(BROWN, (125, 65, 35), DEEP_BROWN, BLACK, FAWN, WHITE)
    mane = coat * scene.between(0.3, 0.6)
    horse.bar((-0.72, -0.1), (-0.98, 0.5), (0.1, 0.13), mane)
    for u, dark in ((-0.66, 0.7), (-0.48, 1), (0.22, 0.7), (0.4, 1)):
        horse.bar((u, 0.2), (u, 0.95), (0.14, 0.075), coat * dark)
    horse.bar((-0.45, 0.0), (0.3, 0.03), (0.34, 0.3), coat)
    horse.bar((0.3, -0.08), (0.66, -0.62), (0.3, 0.17), coat)
    horse.bar((0.22, -0.3), (0.56, -0.86), (0.12, 0.1), mane)
    horse.polygon([(0.58, -1.02), (0.7, -0.8), (0.54, -0.76)], coat)
    horse.bar((0.68, -0.68), (1.0, -0.32), (0.17, 0.12), coat)
    horse.ellipse((0.74, -0.66), (0.05, 0.05), BLACK)


def _frog(scene: Scene) -> None:
    scene.backdrop(
        scene.pick(LEAF, FOREST, BROWN, GREEN_SEA, SAND),
        scene.pick(LEAF, DEEP_BROWN, SAND, GREEN_SEA, GREY),
        scene.between(8, 26),
        0.25,
    )
    frog = scene.thing(17.5, 14, 0.12)
    skin = scene.pick((95, 170, 60), (70, 140, 55), (130, 150, 60), (120, 115, 60), (60, 120, 50))
    for side in (-1, 1):
        frog.ellipse((0.72 * side, 0.42), (0.34, 0.42), skin * 0.75)
        frog.ellipse((0.8 * side, 0.78), (0.32, 0.1), skin * 0.8)
    frog.ellipse((0, 0.3), (0.75, 0.55), skin)
    frog.ellipse((0, 0.5), (0.48, 0.34), (215, 215, 150))
    frog.ellipse((0, -0.12), (0.72, 0.42), skin)
    for side in (-1, 1):
        frog.bar((0.34 * side, 0.45), (0.4 * side, 0.8), (0.12, 0.1), skin * 0.85)
        frog.ellipse((0.42 * side, -0.48), (0.24, 0.24), skin * 1.1)
        frog.ellipse((0.42 * side, -0.5), (0.15, 0.15), YELLOW)
        frog.ellipse((0.42 * side, -0.5), (0.08, 0.1), BLACK)
        frog.bar((0, 0.06), (0.5 * side, -0.02), 0.03, DEEP_BROWN)


def _ship(scene: Scene) -> None:
    horizon = scene.between(14, 19)
    scene.backdrop(
        scene.pick(SKY, PALE_SKY, PALE_SKY, OVERCAST, SUNSET), scene.pick(SEA, SEA, GREEN_SEA, BLUE), horizon, 0.15
    )
    ship = scene.thing(18, 15, 0.03)
    hull, funnel = scene.pick(RED, DARK, BLACK, BLUE, WHITE), scene.pick(RED, ORANGE, BLACK, YELLOW)
    sails = scene.chance(0.3)
    steams = 1 - sails
    ship.box((-0.5, -0.75), (-0.28, -0.3), funnel, steams)
    ship.box((-0.1, -0.62), (0.12, -0.3), funnel, steams)
    ship.bar((0.5, -0.9), (0.5, 0.0), 0.03, DARK, steams)
    ship.box((-0.68, -0.35), (0.45, 0.12), WHITE, steams)
    for u in (-0.5, -0.25, 0.0, 0.25):
        ship.box((u, -0.22), (u + 0.13, -0.1), DARK, steams)
    ship.bar((0.02, -1.15), (0.02, 0.1), 0.04, DEEP_BROWN, sails)
    ship.polygon([(0.08, -1.1), (0.75, -0.02), (0.08, -0.02)], WHITE, sails)
    ship.polygon([(-0.06, -0.95), (-0.06, -0.02), (-0.65, -0.02)], CREAM, sails)
    ship.polygon([(-0.95, 0.06), (1.08, 0.0), (0.78, 0.45), (-0.82, 0.45)], hull)
    ship.bar((-1.0, 0.46), (0.95, 0.46), 0.05, (225, 235, 240), 0.8)


DRAWINGS = (_airplane, _automobile, _bird, _cat, _deer, _dog, _frog, _horse, _ship, _truck)  # in the order of CLASSES
