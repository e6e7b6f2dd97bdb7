"""The risk of a set of patients by plain counting, from a table of their objects. Written from docs/risk.md; reads CSV, writes JSON.

usage: risk_reference.py FILE.csv K POPULATION_FACTOR
"""

import csv
import json
import math
import sys
from collections import Counter, defaultdict
from fractions import Fraction


def band(years, width):
    return min(years, 90) // width * width


def age_of(row):
    stated = row["age"]
    if stated:
        count, unit = int(stated[:3]), stated[3]
        return count // {"D": 365, "W": 52, "M": 12, "Y": 1}[unit]
    birth, study = row["birth"], row["study_date"]
    if not birth or not study or study < birth:
        return None
    return int(study[:4]) - int(birth[:4]) - (1 if study[4:] < birth[4:] else 0)


def fold(text):
    return " ".join(text.split()).upper()


def values_of(row):
    age = age_of(row)
    return (
        None if age is None else band(age, 10),
        fold(row["sex"]),
        row["study_date"][:4],
        fold(row["body_part"]),
        fold(row["modality"]),
        fold(row["institution"]),
        fold(row["region"]),
        fold(row["manufacturer"]),
    )


def coarser(values, levels):
    """levels: age 0 as it is, 1 twenty, 2 forty years, 3 left out; the others 0 or 1."""
    out = []
    for index, (value, level) in enumerate(zip(values, levels)):
        if index == 0 and level < 3:
            out.append(None if value is None else band(value, [10, 20, 40][level]))
        else:
            out.append(value if level == 0 else None)
    return tuple(out)


def classes_of(patients, levels):
    return Counter(frozenset(coarser(values, levels) for values in objects) for objects in patients.values())


def integral(f, a, steps=20000):
    """Midpoint rule for v^(f-1) / (1 + a v) over 0..1."""
    return sum(((i + 0.5) / steps) ** (f - 1) / (1 + a * (i + 0.5) / steps) for i in range(steps)) / steps


def best(patients, k):
    tops = [3, 1, 1, 1, 1, 1, 1, 1]
    points = [()]
    for top in tops:
        points = [point + (level,) for point in points for level in range(top + 1)]
    points.sort(key=lambda point: (sum(Fraction(level, top) for level, top in zip(point, tops)), point))
    for point in points:
        sizes = classes_of(patients, point)
        if min(sizes.values()) >= k:
            loss = sum(Fraction(level, top) for level, top in zip(point, tops)) / len(tops)
            return {"levels": point, "loss": float(loss), "classes": len(sizes), "smallest": min(sizes.values())}
    return None


def main():
    path, k, factor = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    patients, sensitive = defaultdict(set), defaultdict(set)
    with open(path, newline="", encoding="latin-1") as file:
        for row in csv.DictReader(file):
            patients[row["patient"]].add(values_of(row))
            if fold(row["diagnosis"]):
                sensitive[row["patient"]].add(fold(row["diagnosis"]))
    members = defaultdict(list)
    for patient, objects in patients.items():
        members[frozenset(objects)].append(frozenset(sensitive[patient]))
    sizes = [len(group) for group in members.values()]
    n = sum(sizes)
    expected = {size: integral(size, factor - 1) for size in set(sizes)}
    entropies, disclosed = [], 0
    for group in members.values():
        shares = [count / len(group) for count in Counter(group).values()]
        entropies.append(math.exp(-sum(share * math.log(share) for share in shares)))
        if frozenset.intersection(*group):
            disclosed += len(group)
    print(
        json.dumps(
            {
                "patients": n,
                "classes": len(sizes),
                "smallest": min(sizes),
                "classesBelow": sum(size < k for size in sizes),
                "patientsBelow": sum(size for size in sizes if size < k),
                "prosecutor": [max(1 / size for size in sizes), sum(size * (1 / size) for size in sizes) / n],
                "journalist": [
                    max(1 / (size * factor) for size in sizes),
                    sum(size / (size * factor) for size in sizes) / n,
                ],
                "cautious": [max(expected.values()), sum(size * expected[size] for size in sizes) / n],
                "sizes": sorted(Counter(sizes).items()),
                "distinct": min(len(set(group)) for group in members.values()),
                "poorClasses": sum(len(set(group)) < 2 for group in members.values()),
                "poorPatients": sum(len(group) for group in members.values() if len(set(group)) < 2),
                "entropy": min(entropies),
                "disclosed": disclosed,
                "best": best(patients, k),
            }
        )
    )


main()
