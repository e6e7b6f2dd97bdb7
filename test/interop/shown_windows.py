"""Objects whose text shows only through one window or lookup table, written by pydicom, and a judge of what became of them.

    shown_windows.py make FOLDER            writes the objects
    shown_windows.py judge FOLDER OUTPUTS   a line of JSON for each object of the second folder
"""

import json
import os
import sys

import numpy
import pydicom
from PIL import Image, ImageDraw, ImageFont
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence

FONT = "/usr/share/fonts/truetype/freefont/FreeSans.ttf"
ROWS, COLUMNS = 120, 320
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
CLEAN_PIXEL_DATA = "113101"
IMPLICIT, LITTLE, BIG = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"


def letters():
    picture = Image.new("L", (COLUMNS, ROWS), 0)
    ImageDraw.Draw(picture).text((30, 50), "LINDQVIST CARLA", fill=255, font=ImageFont.truetype(FONT, 24))
    return numpy.array(picture) > 127


def slope(lowest, highest):
    return numpy.tile(numpy.linspace(lowest, highest, COLUMNS), (ROWS, 1))


def hidden(lowest, highest, shade, difference):
    """A band of one shade with letters that differ from it by far less than the rest of the image spans."""
    frame = slope(lowest, highest)
    frame[40:90, 20:300] = shade
    frame[letters()] = shade + difference
    return frame


def image(syntax, bits, signed, *frames):
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = SECONDARY_CAPTURE, "1.2.3"
    data = Dataset()
    data.file_meta = meta
    data.SOPClassUID, data.SOPInstanceUID = SECONDARY_CAPTURE, "1.2.3"
    data.PatientName, data.PatientID = "LINDQVIST^CARLA", "AB4711"
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.NumberOfFrames, data.Rows, data.Columns = len(frames), ROWS, COLUMNS
    data.BitsAllocated, data.BitsStored, data.HighBit = 16, bits, bits - 1
    data.PixelRepresentation = int(signed)
    data.add_new(0x7FE00010, "OW", numpy.stack(frames).round().astype(sample_type(data)).tobytes())
    return data


def sample_type(data):
    order = ">" if data.file_meta.TransferSyntaxUID == BIG else "<"
    return order + ("i2" if data.PixelRepresentation else "u2")


def item(**attributes):
    made = Dataset()
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    return made


def window(centre, width):
    return item(FrameVOILUTSequence=Sequence([item(WindowCenter=centre, WindowWidth=width)]))


def table(syntax, first, entries, bits=16):
    made = Dataset()
    made.add_new(0x00283002, "SS" if first < 0 else "US", [len(entries) % 65536, first, bits])
    words = numpy.asarray(entries, "u1").view("<u2") if bits == 8 else numpy.asarray(entries)
    made.add_new(0x00283006, "OW", words.astype(">u2" if syntax == BIG else "<u2").tobytes())
    return made


def objects():
    shades = numpy.arange(4096)
    for syntax in (IMPLICIT, LITTLE, BIG):
        frame = hidden(0, 4095, 2000, 40)
        made = image(syntax, 12, False, slope(0, 4095), frame, slope(0, 4095))
        made.PerFrameFunctionalGroupsSequence = Sequence([window(2048, 4096), window(2020, 200), window(2048, 4096)])
        yield f"per-frame-{syntax}", made
        made = image(syntax, 12, False, frame)
        steep = numpy.clip((shades - 1950) * 450, 0, 65535)
        made.VOILUTSequence = Sequence([table(syntax, 0, shades * 16), table(syntax, 0, steep)])
        yield f"second-table-{syntax}", made
    made = image(LITTLE, 16, True, hidden(-30000, 30000, -5000, 300))
    steep = numpy.clip((numpy.arange(65536) - 32768 + 5300) * 70, 0, 65535)
    made.VOILUTSequence = Sequence([table(LITTLE, -32768, steep)])
    yield "signed-table", made
    made = image(LITTLE, 16, True, slope(-30000, 30000), hidden(-30000, 30000, -5000, 300))
    shared = window(-9700, 1200)
    shared.PixelValueTransformationSequence = Sequence([item(RescaleIntercept=0, RescaleSlope=2, RescaleType="US")])
    made.SharedFunctionalGroupsSequence = Sequence([shared])
    yield "shared-and-rescaled", made
    made = image(BIG, 12, False, hidden(0, 4095, 2000, 40))
    made.ModalityLUTSequence = Sequence([table(BIG, 0, numpy.clip((shades - 1900) // 2, 0, 255), bits=8)])
    made.WindowCenter, made.WindowWidth = 60, 60
    yield "behind-a-table-of-bytes", made


def frames_of(path):
    data = pydicom.dcmread(path)
    count = int(data.NumberOfFrames) * ROWS * COLUMNS
    return data, numpy.frombuffer(data.PixelData, sample_type(data))[:count].reshape(-1, ROWS, COLUMNS)


def judge(before, after):
    _, given = frames_of(before)
    data, made = frames_of(after)
    rows, columns = numpy.where((given != made).any(0))
    changed = numpy.zeros((ROWS, COLUMNS), bool)
    if len(rows) > 0:
        changed[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = True
    black = -(1 << (data.BitsStored - 1)) if data.PixelRepresentation else 0
    codes = [code.CodeValue for code in data.get("DeidentificationMethodCodeSequence", [])]
    return {
        "textIsBlack": bool((made[:, letters()] == black).all()),
        "restIsSame": bool((given[:, ~changed] == made[:, ~changed]).all()),
        "changedPart": float(changed.mean()),
        "claims": CLEAN_PIXEL_DATA in codes,
    }


command, folder = sys.argv[1:3]
if command == "make":
    for name, data in objects():
        syntax = data.file_meta.TransferSyntaxUID
        data.is_little_endian, data.is_implicit_VR = syntax != BIG, syntax == IMPLICIT
        data.save_as(os.path.join(folder, name + ".dcm"), write_like_original=False)
else:
    for name in sorted(os.listdir(sys.argv[3])):
        print(json.dumps({"name": name, **judge(os.path.join(folder, name), os.path.join(sys.argv[3], name))}))
