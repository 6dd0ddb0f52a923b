"""Reads JUnit XML from standard input, checks it by an XSD file and prints what it holds as JSON.

Of XML Schema it knows what junit-10.xsd uses: elements with named attributes (use="required", a
pattern) and references to child elements.
"""

import json
import re
import sys
import xml.etree.ElementTree as tree

XS = "{http://www.w3.org/2001/XMLSchema}"


def rules_of(path):
    schema = tree.parse(path).getroot()
    patterns = {
        one.get("name"): one.find(f".//{XS}pattern").get("value").rstrip('"')
        for one in schema.findall(f"{XS}simpleType")
    }
    rules = {}
    for element in schema.findall(f"{XS}element"):
        attributes = {one.get("name"): one for one in element.iter(f"{XS}attribute")}
        children = {one.get("ref") for one in element.iter(f"{XS}element") if one.get("ref")}
        rules[element.get("name")] = (attributes, children)
    return rules, patterns


def problems_of(element, rules, patterns):
    attributes, children = rules[element.tag]
    for name, attribute in attributes.items():
        if attribute.get("use") == "required" and name not in element.attrib:
            yield f"{element.tag} lacks {name}"
    for name, value in element.attrib.items():
        if name not in attributes:
            yield f"{element.tag} may not have {name}"
        elif attributes[name].get("type") in patterns:
            if not re.fullmatch(patterns[attributes[name].get("type")], value):
                yield f"{element.tag} {name} is {value}"
    for child in element:
        if child.tag not in children:
            yield f"{element.tag} may not hold {child.tag}"
        else:
            yield from problems_of(child, rules, patterns)


def text_of(case, name, attribute=None):
    found = case.find(name)
    if found is None:
        return None
    return found.text or "" if attribute is None else found.get(attribute)


root = tree.parse(sys.stdin.buffer).getroot()
rules, patterns = rules_of(sys.argv[1])
assert len(rules) > 10 and patterns, "the schema file was not understood"
print(
    json.dumps(
        {
            "problems": list(problems_of(root, rules, patterns)),
            "root": root.attrib,
            "suites": [
                {"name": one.get("name"), **{key: int(one.get(key, -1)) for key in ("tests", "failures", "skipped")}}
                for one in root.iter("testsuite")
            ],
            "cases": [
                {
                    "name": one.get("name"),
                    "failure": text_of(one, "failure"),
                    "skipped": text_of(one, "skipped", "message"),
                    "out": text_of(one, "system-out"),
                }
                for one in root.iter("testcase")
            ],
        }
    )
)
