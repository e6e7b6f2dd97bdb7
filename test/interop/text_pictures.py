"""Text at known places, in fonts of Debian, as grey pictures of 8 bits: a line of JSON for each, then its pixels, row after row.

Nothing is drawn by chance. Texts are made up.
"""

import json
import sys

from PIL import Image, ImageDraw, ImageFont

FONTS = "/usr/share/fonts/truetype/freefont/"
ROWS, COLUMNS = 120, 320
# (ground, shade of the letters, (text, font, size, left, top) ...)
PICTURES = {
    "light": (20, 210, [("Abernathy Carla", "FreeSans.ttf", 28, 12, 8), ("MRN 4830172", "FreeMonoBold.ttf", 30, 60, 46), ("14.03.1957", "FreeSerif.ttf", 34, 140, 82)]),
    "dark": (190, 30, [("Baumgartner", "FreeSansBold.ttf", 36, 30, 10), ("1988-11-27", "FreeMonoBold.ttf", 22, 150, 90), ("ID 7719406", "FreeSans.ttf", 22, 20, 60)]),
    "faint": (40, 130, [("Lindqvist", "FreeSerif.ttf", 40, 20, 10), ("PID 9046185", "FreeSansBold.ttf", 24, 120, 80)]),
    "empty": (20, 210, []),
}

for name, (ground, shade, texts) in PICTURES.items():
    picture = Image.new("L", (COLUMNS, ROWS), ground)
    draw = ImageDraw.Draw(picture)
    for text, font, size, left, top in texts:
        draw.text((left, top), text, fill=shade, font=ImageFont.truetype(FONTS + font, size))
    record = {"name": name, "rows": ROWS, "columns": COLUMNS, "texts": [text[0] for text in texts]}
    sys.stdout.buffer.write(json.dumps(record).encode() + b"\n" + picture.tobytes())
