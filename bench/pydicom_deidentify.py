"""What a careful site script does with pydicom: every file of a folder, every item, private elements out, UIDs by hash.

    python3 pydicom_deidentify.py INPUT_FOLDER OUTPUT_FOLDER
"""

import hashlib
import pathlib
import sys

import pydicom

REMOVED = {
    0x00080080, 0x00080081, 0x00081010, 0x00081030, 0x0008103E, 0x00082111, 0x00100040, 0x00101002, 0x00101010,
    0x00101020, 0x00101030, 0x00102160, 0x001021B0, 0x00104000, 0x00181000, 0x00181020, 0x00181030, 0x00204000,
    0x00209158, 0x00321060, 0x00400253, 0x00400275, 0x0040A160,
}
KEPT_ROOT = "1.2.840.10008."


def new_uid(uid):
    if uid.startswith(KEPT_ROOT):
        return uid
    digest = hashlib.sha256(uid.encode("latin-1")).digest()
    return "2.25." + str(int.from_bytes(digest[:16], "big"))


def change(data_set, element):
    if element.tag in REMOVED:
        del data_set[element.tag]
    elif element.VR in ("DA", "DT", "TM"):
        element.value = ""
    elif element.VR == "PN":
        element.value = "ANONYMIZED"
    elif element.VR == "UI" and element.value:
        many = isinstance(element.value, pydicom.multival.MultiValue)
        element.value = [new_uid(uid) for uid in element.value] if many else new_uid(element.value)


def deidentify(source, target):
    data_set = pydicom.dcmread(source)
    data_set.remove_private_tags()
    data_set.walk(change)
    data_set.PatientID = "ANONYMIZED"
    meta = pydicom.dataset.FileMetaDataset()
    meta.TransferSyntaxUID = data_set.file_meta.TransferSyntaxUID
    meta.MediaStorageSOPClassUID = data_set.SOPClassUID
    meta.MediaStorageSOPInstanceUID = data_set.SOPInstanceUID
    data_set.file_meta = meta
    data_set.preamble = bytes(128)
    data_set.save_as(target)


def main():
    source_folder, target_folder = map(pathlib.Path, sys.argv[1:3])
    paths = sorted(path for path in source_folder.rglob("*") if path.is_file())
    for number, path in enumerate(paths):
        deidentify(path, target_folder / f"{number:07}.dcm")


main()
