# packaging of PyPI: one line `a<TAB>b` in, one of < = > ? out.
import sys
from packaging.version import InvalidVersion, Version

for line in sys.stdin:
    left, right = line.rstrip("\n").split("\t")
    try:
        one, other = Version(left), Version(right)
    except InvalidVersion:
        print("?")
        continue
    print("<" if one < other else ">" if one > other else "=")
