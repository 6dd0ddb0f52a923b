"""CycloneDX's own library reads a document of version 1.6, says what its schema has against it, and writes it in
every version and form it knows: convert-cyclonedx.py FILE FOLDER."""

import json
import sys
import warnings

from cyclonedx.model.bom import Bom
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

warnings.simplefilter("ignore")
source, folder = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    text = file.read()
fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
if fault is not None:
    sys.exit(f"not valid: {fault}")
bom = Bom.from_json(json.loads(text))
for version in (SchemaVersion.V1_2, SchemaVersion.V1_3, SchemaVersion.V1_4, SchemaVersion.V1_5, SchemaVersion.V1_6):
    for form in (OutputFormat.JSON, OutputFormat.XML):
        with open(f"{folder}/{version.to_version()}.{form.name.lower()}", "w", encoding="utf-8") as file:
            file.write(make_outputter(bom, form, version).output_as_string(indent=1))
