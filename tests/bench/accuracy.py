"""How right clusters are: pairs found and pairs true, for each custom of naming, and sets of twins joined.

  accuracy.py PEOPLE.csv CLUSTERS.csv     PEOPLE has rec_id, person_id, twin_set and perhaps custom;
                                          CLUSTERS has record_id, cluster_id
"""
import csv
import sys
from collections import defaultdict


def rows_of(name):
    with open(name, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def pairs(count):
    return count * (count - 1) // 2


def pairs_within(groups, custom_of, custom):
    """Pairs of records of one group, at least one of them of the custom (None: all pairs)."""
    total = 0
    for records in groups.values():
        others = 0 if custom is None else sum(custom_of[r] != custom for r in records)
        total += pairs(len(records)) - pairs(others)
    return total


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    cluster_of = {row["record_id"]: row["cluster_id"] for row in rows_of(sys.argv[2])}
    custom_of, people, clusters, both = {}, defaultdict(list), defaultdict(list), defaultdict(list)
    people_of_twins, twins_in = defaultdict(set), defaultdict(set)
    for row in rows_of(sys.argv[1]):
        record, person, cluster = row["rec_id"], row["person_id"], cluster_of[row["rec_id"]]
        custom_of[record] = row.get("custom", "")
        people[person].append(record)
        clusters[cluster].append(record)
        both[person, cluster].append(record)
        if row["twin_set"] != "0":
            people_of_twins[row["twin_set"]].add(person)
            twins_in[row["twin_set"], cluster].add(person)
    customs = sorted(set(custom_of.values()))
    for custom in [None] + (customs if len(customs) > 1 else []):
        right, found, true = (pairs_within(each, custom_of, custom) for each in (both, clusters, people))
        print(f"  {custom or 'all':16} precision {right / max(found, 1):.5f}  recall {right / max(true, 1):.5f}")
    sets = sum(len(people) > 1 for people in people_of_twins.values())
    joined = len({twins for (twins, _), people in twins_in.items() if len(people) > 1})
    print(f"  sets of twins joined: {joined} of {sets} ({100 * joined / max(sets, 1):.2f} %)")


main()
