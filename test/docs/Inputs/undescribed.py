"""Names the operations and passes whose declarations have no summary or no description.

The arguments are what llvm-tblgen --dump-json says of the .td files.
"""

import json
import sys

described = 0
for path in sys.argv[1:]:
    with open(path) as file:
        records = json.load(file)
    instances = records["!instanceof"]
    for name in instances.get("Op", []) + instances.get("PassBase", []):
        record = records[name]
        missing = [field for field in ("summary", "description") if not (record[field] or "").strip()]
        if missing:
            print(f"{name} without {' and '.join(missing)}")
        else:
            described += 1
print(f"{described} declarations described")
