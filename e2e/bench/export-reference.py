"""What people write first: the rows of a run file as CSV, with Python's own sqlite3 and csv.

    export-reference.py RUN.gleaner OUT.csv
"""

import csv
import json
import sqlite3
import sys

COLUMNS = "line url outcome status final_url content_type bytes duration_ms attempts error title".split()
QUERY = """
SELECT r.line, r.url, s.code, a.status, coalesce(a.final_url, r.url), a.content_type, a.bytes, a.duration_ms,
  (SELECT count(*) FROM attempt c WHERE c.row_id = r.id), a.error, a.title, r.extra, f.cells
FROM row r LEFT JOIN settlement s ON s.row_id = r.id LEFT JOIN attempt a ON a.id = s.attempt_id
  LEFT JOIN field f ON f.row_id = r.id
ORDER BY r.id"""


def cells_of(text: str | None, count: int) -> list[str | None]:
    cells = json.loads(text) if text else [None] * count
    return [cell[0] if isinstance(cell, list) else cell for cell in cells]


def main() -> int:
    run, out = sys.argv[1:]
    database = sqlite3.connect(run)
    meta = dict(database.execute("SELECT key, value FROM meta"))
    others = json.loads(meta["otherColumns"])
    fields = [column["name"] for column in json.loads(meta["options"])["recipe"]["columns"]]
    rows = 0
    with open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*COLUMNS, *others, *fields])
        for *cells, extra, found in database.execute(QUERY):
            writer.writerow([*cells, *cells_of(extra, len(others)), *cells_of(found, len(fields))])
            rows += 1
    print(json.dumps({"rows": rows}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
