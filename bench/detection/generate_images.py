"""Images with text at known places, and images without any, for measuring the detection of text.

Writes to stdout one record per image: a line of JSON, then the frame as DICOM has it (native, little endian). Nothing is stored.

usage: generate_images.py KIND COUNT SEED FONTS
  KIND   text | free | allowed (free, with marks that may stay)
  FONTS  tuning | unseen: families of Debian packages
"""

import json
import random
import sys

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = {
    # fonts-dejavu-core, fonts-liberation
    "tuning": [
        "truetype/dejavu/DejaVuSans.ttf",
        "truetype/dejavu/DejaVuSans-Bold.ttf",
        "truetype/dejavu/DejaVuSansMono.ttf",
        "truetype/dejavu/DejaVuSerif.ttf",
        "truetype/liberation/LiberationSans-Regular.ttf",
        "truetype/liberation/LiberationSans-Bold.ttf",
        "truetype/liberation/LiberationSansNarrow-Regular.ttf",
        "truetype/liberation/LiberationSerif-Regular.ttf",
        "truetype/liberation/LiberationMono-Regular.ttf",
    ],
    # fonts-freefont-ttf, fonts-lato, fonts-roboto-unhinted, fonts-open-sans, fonts-inconsolata, fonts-hack-ttf
    "unseen": [
        "truetype/freefont/FreeSans.ttf",
        "truetype/freefont/FreeSansBold.ttf",
        "truetype/freefont/FreeMono.ttf",
        "truetype/freefont/FreeMonoBold.ttf",
        "truetype/freefont/FreeSerif.ttf",
        "truetype/lato/Lato-Regular.ttf",
        "truetype/lato/Lato-Bold.ttf",
        "truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf",
        "truetype/roboto/unhinted/RobotoCondensed-Regular.ttf",
        "truetype/open-sans/OpenSans-Regular.ttf",
        "truetype/open-sans/OpenSans-CondBold.ttf",
        "truetype/inconsolata/Inconsolata.otf",
        "truetype/hack/Hack-Regular.ttf",
    ],
    # Of one small package, for a sample in tests.
    "sample": [
        "truetype/freefont/FreeSans.ttf",
        "truetype/freefont/FreeSansBold.ttf",
        "truetype/freefont/FreeMonoBold.ttf",
        "truetype/freefont/FreeSerif.ttf",
    ],
}
FAMILIES = (
    "Abernathy Baumgartner Castellanos Dombrowski Eklund Fitzgerald Grigoryan Hernandez Ivanova Jankowski Kowalczyk Lindqvist "
    "Montgomery Nakamura Okonkwo Petersen Quintero Rodriguez Schneider Takahashi Underwood Vasquez Whitfield Yamamoto Zimmermann "
    "Meyer Novak Rossi Smith Jones Nguyen Kim Lopez Haas Webb Ortiz"
).split()
GIVEN = "Anna Bernhard Carla Dmitri Elena Francis Greta Hiroshi Ingrid Jerome Katarina Laurence Miriam Nicolas Olga Patricia Quentin Rosa Stefan Teresa Ulrich Victoria Walter Yvonne".split()
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
ALLOWED = ["L", "R", "A", "P", "H", "F", "AP", "PA", "LAT", "10 cm", "5 cm", "120 kV", "200 mA", "20 mm", "1.5 s"]
PHOTOMETRIC = ["MONOCHROME2", "MONOCHROME2", "MONOCHROME2", "MONOCHROME1", "RGB", "RGB", "YBR_FULL", "PALETTE COLOR"]
# Of the span of values: what is no less is called fair.
FAIR_CONTRAST = 0.35


def identifying_text(rng):
    """(kind, text, the words a header would have)"""
    family, given = rng.choice(FAMILIES), rng.choice(GIVEN)
    year, month, day = rng.randint(1930, 2024), rng.randint(1, 12), rng.randint(1, 28)
    number = "".join(rng.choice("0123456789") for _ in range(rng.randint(6, 9)))
    kind = rng.choice(["name", "name", "date", "id"])
    if kind == "name":
        text = rng.choice(["{f}^{g}", "{f}, {g}", "{g} {f}", "Patient: {f} {g}", "Dr. {f}", "NAME {f} {g}"]).format(f=family, g=given)
        if rng.random() < 0.5:
            text = text.upper()
        return kind, text, [family, given]
    if kind == "date":
        spelling = rng.choice(["{y}-{m:02}-{d:02}", "{d:02}.{m:02}.{y}", "{m:02}/{d:02}/{y}", "{d:02}-{n}-{y}", "DOB: {d:02}/{m:02}/{y}", "{y}{m:02}{d:02}"])
        return kind, spelling.format(y=year, m=month, d=day, n=MONTHS[month - 1]), [f"{year}{month:02}{day:02}"]
    spelling = rng.choice(["{n}", "MRN {n}", "ID: {n}", "PID-{n}", "ACC {n}", "{l}{n}"])
    return kind, spelling.format(n=number, l=rng.choice("ABCDEFGH")), [number]


def smooth_noise(rng, rows, columns, radius):
    noise = Image.fromarray(rng.normal(128, 60, (rows, columns)).clip(0, 255).astype(numpy.uint8))
    blurred = numpy.asarray(noise.filter(ImageFilter.GaussianBlur(radius)), dtype=numpy.float32)
    return (blurred - blurred.mean()) / max(blurred.std(), 1e-3)


def background(rng, numbers, rows, columns):
    """Light from 0 to 1."""
    kind = rng.choice(["black", "gradient", "noise", "phantom", "anatomy", "sector", "film", "grid", "ruler", "screen"])
    y, x = numpy.mgrid[0:rows, 0:columns].astype(numpy.float32)
    light = numpy.zeros((rows, columns), dtype=numpy.float32)
    if kind == "gradient":
        angle = rng.random() * 6.28
        slope = (x / columns - 0.5) * numpy.cos(angle) + (y / rows - 0.5) * numpy.sin(angle)
        light = 0.3 + 0.4 * slope + numbers.normal(0, 0.01, light.shape)
    elif kind == "noise":
        light = rng.uniform(0.1, 0.5) + numbers.normal(0, rng.uniform(0.01, 0.06), light.shape)
    elif kind == "phantom":
        image = Image.new("L", (columns, rows), 8)
        draw = ImageDraw.Draw(image)
        draw.ellipse([columns * 0.1, rows * 0.1, columns * 0.9, rows * 0.9], fill=rng.randint(60, 110))
        for _ in range(rng.randint(4, 30)):
            size = rng.randint(4, columns // 6)
            left, top = rng.randint(columns // 6, columns * 5 // 6), rng.randint(rows // 6, rows * 5 // 6)
            shape = rng.choice([draw.ellipse, draw.rectangle])
            shape([left, top, left + size, top + size], fill=rng.randint(20, 160))
        light = numpy.asarray(image, dtype=numpy.float32) / 255 + numbers.normal(0, 0.015, light.shape)
    elif kind == "anatomy":
        image = Image.new("L", (columns, rows), 5)
        draw = ImageDraw.Draw(image)
        for _ in range(rng.randint(6, 16)):
            a, b = rng.randint(20, columns // 3), rng.randint(20, rows // 3)
            cx, cy = rng.randint(columns // 4, columns * 3 // 4), rng.randint(rows // 4, rows * 3 // 4)
            draw.ellipse([cx - a, cy - b, cx + a, cy + b], fill=rng.randint(20, 150), outline=rng.choice([None, 190]), width=3)
        blurred = image.filter(ImageFilter.GaussianBlur(rng.choice([1.5, 3, 6])))
        light = numpy.asarray(blurred, dtype=numpy.float32) / 255
        light = light * (1 + 0.1 * smooth_noise(numbers, rows, columns, 2)) + numbers.normal(0, 0.01, light.shape)
    elif kind == "sector":
        radius = numpy.hypot(x - columns / 2, y - rows * 0.05)
        angle = numpy.arctan2(x - columns / 2, y - rows * 0.05)
        inside = (radius < rows * 0.85) & (radius > rows * 0.08) & (abs(angle) < 0.7)
        speckle = numpy.abs(smooth_noise(numbers, rows, columns, 1.2)) * 0.18
        light = numpy.where(inside, (0.15 + speckle) * (1 - radius / rows * 0.6), 0)
        if rng.random() < 0.5:
            for step in range(int(rows * 0.1), int(rows * 0.9), 20):
                light[step : step + 2, columns - 40 : columns - (22 if step % 100 == 0 else 30)] = 0.8
    elif kind == "film":
        light = 0.75 - 0.5 * numpy.exp(-(((x - columns / 2) / (columns * 0.35)) ** 2) - ((y - rows / 2) / (rows * 0.4)) ** 2)
        for rib in range(6):
            centre = rows * (0.2 + 0.1 * rib) + 30 * ((x - columns / 2) / columns) ** 2 * 4
            light += 0.08 * numpy.exp(-(((y - centre) / 8) ** 2))
        light += 0.02 * smooth_noise(numbers, rows, columns, 1)
    elif kind == "grid":
        light += rng.uniform(0.05, 0.2)
        pitch = rng.randint(12, 64)
        light[::pitch, :] = 0.6
        light[:, ::pitch] = 0.6
    elif kind == "ruler":
        light += numbers.normal(0.1, 0.02, light.shape)
        edge = rng.choice([20, columns - 30])
        for step in range(20, rows - 20, rng.choice([5, 8, 10])):
            light[step : step + rng.choice([1, 2]), edge : edge + (20 if step % 50 == 0 else 10)] = 0.9
        light[20 : rows - 20, edge] = 0.9
        bar = numpy.linspace(0, 1, 200)[:, None]
        light[50:250, columns // 2 : columns // 2 + 16] = bar
    elif kind == "screen":
        light += rng.choice([0.9, 0.8, 0.15])
        image = Image.fromarray((light * 255).astype(numpy.uint8))
        draw = ImageDraw.Draw(image)
        for _ in range(rng.randint(0, 4)):
            left, top = rng.randint(0, columns - 80), rng.randint(0, rows - 60)
            draw.rectangle([left, top, left + rng.randint(40, 200), top + rng.randint(30, 120)], outline=rng.randint(60, 200), width=2)
        light = numpy.asarray(image, dtype=numpy.float32) / 255
    return kind, light.clip(0, 1)


def place_texts(rng, light, texts, fonts, small):
    """Draws each text where it does not touch another one, at fair contrast. Its kind, words, box and height."""
    rows, columns = light.shape
    placed = []
    for kind, text, words in texts:
        for _ in range(40):
            height = rng.choice([12, 13, 14, 15, 16, 18, 20, 24, 30, 40]) if not small else rng.choice([12, 14, 16, 20])
            font_path = rng.choice(fonts)
            font = sized_font(font_path, height)
            box = font.getbbox(text)
            width, tall = box[2] - box[0], box[3] - box[1]
            if width > columns - 12 or tall > rows - 12:
                continue
            left = rng.choice([4, columns - width - 6, rng.randint(4, columns - width - 6)])
            top = rng.choice([4, rows - tall - 6, rng.randint(4, rows - tall - 6)])
            if any(left < b["x"] + b["width"] + 12 and b["x"] < left + width + 12 and top < b["y"] + b["height"] + 8 and b["y"] < top + tall + 8 for b in placed):
                continue
            around = light[max(0, top - 2) : top + tall + 2, max(0, left - 2) : left + width + 2]
            mean, spread = float(around.mean()), float(around.std())
            contrast = max(FAIR_CONTRAST, 4 * spread) + rng.random() * 0.3
            choices = [value for value in (mean + contrast, mean - contrast) if 0 <= value <= 1]
            if not choices:
                choices = [1.0] if mean < 0.5 and 1 - mean >= max(FAIR_CONTRAST, 4 * spread) else []
                if mean >= 0.5 and mean >= max(FAIR_CONTRAST, 4 * spread):
                    choices = [0.0]
            if not choices:
                continue
            value = rng.choice(choices)
            mask = Image.new("L", (columns, rows), 0)
            ImageDraw.Draw(mask).text((left - box[0], top - box[1]), text, fill=255, font=font)
            ink = numpy.asarray(mask, dtype=numpy.float32) / 255
            light[:] = light * (1 - ink) + value * ink
            placed.append({"kind": kind, "text": text, "words": words, "letters": letters_of(font, text, left, box), "x": left, "y": top, "width": width, "height": tall, "capitals": height, "font": font_path.split("/")[-1], "contrast": round(value - mean, 2)})
            break
    return placed


def letters_of(font, text, left, box):
    """From and to which column each letter or digit goes."""
    starts = [left - box[0] + font.getlength(text[:at]) for at in range(len(text) + 1)]
    return [[int(starts[at]) + 1, int(starts[at + 1])] for at in range(len(text)) if text[at].isalnum()]


def sized_font(path, height):
    """In which a capital has this height."""
    size = height
    while True:
        font = ImageFont.truetype("/usr/share/fonts/" + path, size)
        box = font.getbbox("H")
        if box[3] - box[1] >= height:
            return font
        size += 1


def encode(rng, light, photometric):
    """Attributes of the image, and its bytes."""
    rows, columns = light.shape
    facts = {"rows": rows, "columns": columns, "photometricInterpretation": photometric, "planarConfiguration": 0, "pixelRepresentation": 0}
    if photometric in ("RGB", "YBR_FULL"):
        tint = numpy.array([1, 1, 1]) if rng.random() < 0.5 else numpy.array(rng.choice([[1, 1, 0.4], [0.5, 1, 1], [1, 0.8, 0.6], [0.6, 1, 0.6]]))
        colour = light[:, :, None] * tint
        samples = (colour * 255).round()
        if photometric == "YBR_FULL":
            red, green, blue = samples[..., 0], samples[..., 1], samples[..., 2]
            samples = numpy.stack([0.299 * red + 0.587 * green + 0.114 * blue, 128 - 0.168736 * red - 0.331264 * green + 0.5 * blue, 128 + 0.5 * red - 0.418688 * green - 0.081312 * blue], axis=-1).round()
        planar = rng.choice([0, 1])
        data = samples.clip(0, 255).astype(numpy.uint8)
        if planar == 1:
            data = numpy.moveaxis(data, -1, 0)
        facts.update(samplesPerPixel=3, bitsAllocated=8, bitsStored=8, highBit=7, planarConfiguration=planar)
        return facts, numpy.ascontiguousarray(data).tobytes()
    facts["samplesPerPixel"] = 1
    allocated, stored = rng.choice([(8, 8), (16, 12), (16, 16), (16, 10), (32, 20)]) if photometric != "PALETTE COLOR" else (8, 8)
    if photometric == "MONOCHROME1":
        light = 1 - light
    highest = 2**stored - 1
    values = (light * highest).round().astype(numpy.int64)
    if photometric == "PALETTE COLOR":
        ramp = numpy.arange(256)
        facts["palette"] = [[int(v) * 257 for v in ramp], [int(v) * 200 for v in ramp], [int(v) * 120 for v in ramp]]
    elif rng.random() < 0.3 and allocated == 16:
        facts["pixelRepresentation"] = 1
        values = values - 2 ** (stored - 1)
    facts.update(bitsAllocated=allocated, bitsStored=stored, highBit=stored - 1)
    mask = values & (2**allocated - 1)
    return facts, mask.astype({8: "<u1", 16: "<u2", 32: "<u4"}[allocated]).tobytes()


def main():
    kind, count, seed, fonts = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), FONTS[sys.argv[4]]
    for number in range(count):
        rng = random.Random(f"{seed} {kind} {number}")
        numbers = numpy.random.default_rng(rng.getrandbits(32))
        rows, columns = rng.choice([(512, 512), (480, 640), (600, 800), (256, 320), (768, 1024)])
        scene, light = background(rng, numbers, rows, columns)
        texts = []
        if kind == "text":
            texts = [identifying_text(rng) for _ in range(rng.randint(1, 4))]
        elif kind == "allowed":
            texts = [("allowed", rng.choice(ALLOWED), []) for _ in range(rng.randint(1, 3))]
        placed = place_texts(rng, light, texts, fonts, columns < 400)
        facts, data = encode(rng, light, rng.choice(PHOTOMETRIC))
        # Half of the headers know what is burned in.
        words = [word for text in placed for word in text["words"]] if rng.random() < 0.5 else []
        record = {"image": facts, "scene": scene, "texts": placed, "words": words, "bytes": len(data)}
        sys.stdout.buffer.write(json.dumps(record).encode() + b"\n" + data)


main()
