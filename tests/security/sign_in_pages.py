#!/usr/bin/env python3
"""What the pages of signing in leave to people and to their keepers of passwords, read from the pages' source: any text may be
pasted, the password can be looked at, and no other file has a field for a password."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIELD = "src/accounts/pages/Secret.svelte"


def pages():
    """By path: the text of every file of the pages."""
    found = {}
    for folder, pattern in (("src", "*/pages/**/*"), ("web/shell", "**/*"), ("web/parts", "**/*")):
        for path in (ROOT / folder).glob(pattern):
            if path.suffix in (".svelte", ".ts"):
                found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
    return found


def pasting(files):
    for path, text in files.items():
        if re.search(r"\bon:?paste\b|['\"`]paste['\"`]|onbeforeinput|insertFromPaste", text):
            yield f"{path} listens to pasting"
        if path == FIELD and re.search(r"maxlength|autocomplete=\"?off", text):
            yield f"{path} cuts off or keeps out keepers of passwords"
    if not re.search(r"kind: 'current-password' \| 'new-password'", files[FIELD]) or "autocomplete={kind}" not in files[FIELD]:
        yield f"{FIELD} does not say what it is"


def looking(files):
    if "type={shown ? 'text' : 'password'}" not in files[FIELD] or 'type="checkbox" bind:checked={shown}' not in files[FIELD]:
        yield f"{FIELD} cannot be looked at"
    for path, text in files.items():
        if path != FIELD and re.search(r"type=[\"'{]+password|['\"]password['\"] *}", text):
            yield f"{path} has a field for a password of its own"


def faults(files):
    return [*pasting(files), *looking(files)]


def main():
    files = pages()
    wrong = faults(files)
    for fault in wrong:
        print(f"FAILED {fault}")
    # The check itself: each of these must be found.
    field = files[FIELD]
    for what, damaged in (("no pasting", field.replace("bind:value />", "bind:value onpaste={no} />")), ("cut off", field.replace("bind:value />", 'bind:value maxlength="20" />')),
                          ("no looking", field.replace("shown ? 'text' : 'password'", "'password'")), ("no keeper", field.replace("autocomplete={kind}", ""))):
        if len(faults(files | {FIELD: damaged})) <= len(wrong):
            wrong.append(what)
            print(f"FAILED not found: {what}")
    if len(faults(files | {"src/x/pages/Y.svelte": '<input type="password" />'})) <= len(wrong):
        wrong.append("another field")
        print("FAILED not found: another field")
    print(f"pages of signing in: {len(files)} files, {len(wrong)} failed")
    sys.exit(1 if wrong else 0)


main()
