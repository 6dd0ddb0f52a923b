"""Lists, as JSON, what importlib.metadata finds in each folder below the given ones that holds metadata."""

import importlib.metadata
import json
import os
import re
import sys

found = []
for top in sys.argv[1:]:
    for folder, folders, files in os.walk(top):
        names = folders + files
        searched = [os.path.join(folder, name) for name in names if name.endswith(".egg")]
        inside = folder.endswith((".dist-info", ".egg-info"))
        if not inside and any(name.endswith((".dist-info", ".egg-info")) for name in names):
            searched.append(folder)
        for path in searched:
            for distribution in importlib.metadata.distributions(path=[path]):
                name = re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()
                found.append(f"{name} {distribution.version}")
print(json.dumps(found))
