# cvss of PyPI: one vector a line in; base score, score and severity of all that is given out, or ?.
import sys

from cvss import CVSS2, CVSS3, CVSS4
from cvss.exceptions import CVSSError


def answer(vector):
    if vector.startswith("CVSS:4"):
        whole = CVSS4(vector)
        base = CVSS4("/".join(vector.split("/")[:12]))
        return base.base_score, whole.base_score, whole.severity
    version3 = vector.startswith("CVSS:3")
    whole = (CVSS3 if version3 else CVSS2)(vector)
    metrics = dict(part.split(":") for part in vector.split("/"))
    # It gives a score of each group in version 3 even if no metric of the group is there.
    given = [name for name, value in metrics.items() if value not in ("X", "ND")]
    if version3:
        environmental = any(name in ("CR", "IR", "AR") or name in MODIFIED for name in given)
        group = 2 if environmental else 1
    else:
        scores = whole.scores()
        group = 2 if scores[2] is not None else 1 if scores[1] is not None else 0
    return whole.scores()[0], whole.scores()[group], whole.severities()[group]


MODIFIED = ("MAV", "MAC", "MPR", "MUI", "MS", "MC", "MI", "MA")
for line in sys.stdin:
    try:
        base, score, severity = answer(line.rstrip("\n"))
        print("%s %s %s" % (float(base), float(score), severity))
    except CVSSError:
        print("?")
