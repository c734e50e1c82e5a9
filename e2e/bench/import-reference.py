"""What people write first: the addresses of a list, each once, with Python's own csv and urlsplit.

    import-reference.py LIST.txt|LIST.csv

It keeps nothing on disk, which Gleaner does.
"""

import csv
import json
import sys
from urllib.parse import urlsplit


def main() -> int:
    (path,) = sys.argv[1:]
    seen = set()
    hosts = set()
    rows = []
    with open(path, encoding="utf-8-sig", newline="") as file:
        records = csv.reader(file)
        place = next(records).index("url") if path.endswith(".csv") else 0
        for record in records:
            url = record[place].strip()
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                continue
            key = parts._replace(fragment="").geturl()
            if key in seen:
                continue
            seen.add(key)
            hosts.add(parts.netloc)
            rows.append((url, [*record[:place], *record[place + 1 :]]))
    print(json.dumps({"rows": len(rows), "hosts": len(hosts)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
