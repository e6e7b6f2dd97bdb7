"""What pydicom sees in a list of files: one process for all of them.

Reads a JSON list of paths from standard input and writes a JSON list of facts in the same order. The facts of a file:
  readable        it was read, without force or, where it has no preamble, with force and a first element of group 0008
  walkable        every element at every depth could be decoded as well
  transferSyntax  the UID in the file meta information, or null
  sopClass        SOP Class UID, or that of the file meta information, or null
  pixels          for each of the three bulk pixel elements at the top level: sha256 of its bytes, where in the file, size
  identities      texts that name people, institutions and things, as the bytes stand in the file: [tag, keyword, depth, hex]
  inflated        path of a file with the inflated data set, where the transfer syntax is deflated and a folder was asked for
"""

import hashlib
import json
import os
import sys
import warnings
import zlib

import pydicom
from pydicom.datadict import dictionary_VR, keyword_for_tag
from pydicom.dataelem import RawDataElement
from pydicom.sequence import Sequence

warnings.simplefilter("ignore")

DEFLATED = ("1.2.840.10008.1.2.1.99",)
PIXELS = (0x7FE00008, 0x7FE00009, 0x7FE00010)

IDENTIFYING = {
    "PatientID", "OtherPatientIDs", "IssuerOfPatientID", "PatientAddress", "PatientTelephoneNumbers", "PatientInsurancePlanCodeSequence",
    "MilitaryRank", "BranchOfService", "MedicalRecordLocator", "EthnicGroup", "Occupation", "PatientComments", "AdditionalPatientHistory",
    "InstitutionName", "InstitutionAddress", "InstitutionalDepartmentName", "StationName", "AccessionNumber",
    "ReferringPhysicianAddress", "ReferringPhysicianTelephoneNumbers", "DeviceSerialNumber", "StudyID", "RequestingService",
    "FillerOrderNumberImagingServiceRequest", "PlacerOrderNumberImagingServiceRequest", "AdmissionID", "ServiceEpisodeID",
    "PersonAddress", "PersonTelephoneNumbers", "CurrentPatientLocation", "PatientInstitutionResidence", "ResponsibleOrganization",
    "RequestedProcedureID", "ScheduledProcedureStepID", "PerformedProcedureStepID", "ScheduledStationName", "PerformedStationName",
    "ScheduledStationAETitle", "PerformedStationAETitle", "RetrieveAETitle", "SourceApplicationEntityTitle",
    "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID", "ReferencedSOPInstanceUID", "MediaStorageSOPInstanceUID",
}


def value_representation(tag, raw):
    if raw.VR not in (None, "UN"):
        return raw.VR
    try:
        return dictionary_VR(tag)
    except KeyError:
        return raw.VR


def walk(dataset, depth, found):
    for tag in sorted(dataset.keys()):
        raw = dataset.get_item(tag)
        if not isinstance(raw, RawDataElement):
            decoded = raw
            if isinstance(decoded.value, Sequence):
                for item in decoded.value:
                    walk(item, depth + 1, found)
            continue
        vr = value_representation(tag, raw)
        value = raw.value
        if isinstance(value, bytes):
            keyword = keyword_for_tag(tag)
            if vr == "PN" or keyword in IDENTIFYING:
                found.append([int(tag), keyword or "private", depth, value.hex()])
        if vr == "SQ" or raw.VR == "UN":
            decoded = dataset[tag].value
            if isinstance(decoded, Sequence):
                for item in decoded:
                    walk(item, depth + 1, found)


def read(path):
    try:
        return pydicom.dcmread(path, force=False)
    except pydicom.errors.InvalidDicomError:
        dataset = pydicom.dcmread(path, force=True)
        first = min(dataset.keys(), default=None)
        if first is None or first.group != 0x0008:
            raise
        return dataset


def inflate(path, folder):
    """The data set of a deflated file, inflated by zlib and not by a DICOM reader, beside the file's own first bytes."""
    with open(path, "rb") as file:
        data = file.read()
    group_length = int.from_bytes(data[140:144], "little")
    name = os.path.join(folder, hashlib.sha256(path.encode()).hexdigest())
    with open(name, "wb") as file:
        file.write(zlib.decompressobj(-15).decompress(data[144 + group_length:]))
    return name


def facts(path, folder):
    result = {"readable": False, "walkable": False, "transferSyntax": None, "sopClass": None, "pixels": {}, "identities": []}
    try:
        dataset = read(path)
    except Exception as error:
        result["error"] = type(error).__name__
        return result
    result["readable"] = True
    meta = getattr(dataset, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta is not None else None
    result["transferSyntax"] = None if syntax is None else str(syntax)
    deflated = syntax in DEFLATED
    found = result["identities"]
    try:
        for tag in PIXELS:
            if tag in dataset:
                raw = dataset.get_item(tag)
                value = raw.value if isinstance(raw.value, bytes) else b""
                result["pixels"]["%08X" % tag] = {
                    "sha256": hashlib.sha256(value).hexdigest(),
                    "at": None if deflated else getattr(raw, "value_tell", None),
                    "bytes": len(value),
                }
        if meta is not None:
            walk(meta, 0, found)
        walk(dataset, 0, found)
        sop_class = dataset.get("SOPClassUID") or (meta.get("MediaStorageSOPClassUID") if meta is not None else None)
        result["sopClass"] = None if sop_class is None else str(sop_class)
        for _ in dataset.iterall():
            pass
        result["walkable"] = True
    except Exception as error:
        result["error"] = type(error).__name__
    if deflated and folder:
        try:
            result["inflated"] = inflate(path, folder)
        except Exception:
            result["inflated"] = None
    return result


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else None
    paths = json.load(sys.stdin)
    json.dump([facts(path, folder) for path in paths], sys.stdout)


main()
