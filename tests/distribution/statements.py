"""The statements of the program: those its processes prepared (KHUYENHOC_STATEMENTS), and those that stand in its sources."""
import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
# SQL of an engine's own catalogue and settings, said only to that engine; and what is written out for others to run over
# exported files.
ELSEWHERE = re.compile(r"src/store/(sqlite|postgres|citus|temporary|filling)|src/recognition/sql_evaluator")
STARTS = re.compile(r"^\s*(/\*.*?\*/\s*)?(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\b")
SHORTEST = 24  # of a piece that says which statement it begins


def squeezed(sql):
    return re.sub(r"\s+", " ", sql).strip()


TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?P<raw>.*?)\)"|"(?P<text>(?:\\.|[^"\\])*)"|\'(?:\\.|[^\'\\])\'|(?P<space>\s+)|(?P<other>.)', re.S)


def literals(text):
    """Texts of C++ source as the compiler joins them: (line, text)."""
    out, parts, line = [], [], 0
    for token in TOKEN.finditer(text):
        if token["raw"] is not None or token["text"] is not None:
            if not parts:
                line = text.count("\n", 0, token.start()) + 1
            parts.append(token["raw"] if token["raw"] is not None else unescaped(token["text"]))
        elif token["other"] is not None:
            if parts:
                out.append((line, "".join(parts)))
                parts = []
    return out


def unescaped(text):
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


PLACEHOLDER = r"\{\w*\}|\b(?:TABLE|GROUP_ID|ROLE|LIST|TODAY)\b"


class Piece:
    """A literal of the sources that is a statement or begins one; names may stand open in it."""

    def __init__(self, path, line, text):
        self.where = f"{path}:{line}"
        self.text = squeezed(text)
        self.is_open = re.search(PLACEHOLDER, self.text) is not None
        self.pattern = re.compile(r".+?".join(re.escape(part) for part in re.split(PLACEHOLDER, self.text)))

    def is_in(self, statement):
        return self.pattern.fullmatch(statement) is not None

    def begins(self, statement):
        return len(self.text) >= SHORTEST and self.pattern.match(statement) is not None


def in_sources(folders=("src", "demo")):
    pieces = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            name = str(path.relative_to(ROOT))
            if path.suffix not in (".cpp", ".h") or "/tests/" in name or ELSEWHERE.match(name):
                continue
            for line, text in literals(path.read_text()):
                if re.search(r"\b(FROM|INTO)\s*$", text):
                    continue  # names no table yet: what is made of it is judged when it is said
                if STARTS.match(text) and re.search(r"\b(FROM|INTO|UPDATE|SELECT)\b.*\b(FROM|SET|VALUES|SELECT|INTO)\b|INSERT INTO", text, re.S):
                    pieces.append(Piece(name, line, text))
    return pieces


def in_migrations():
    pieces = []
    for path in sorted((ROOT / "src").glob("*/migrations/*.sql")):
        text = re.sub(r"--[^\n]*", "", path.read_text())
        for statement in text.split(";"):
            if STARTS.match(statement):
                pieces.append(Piece(str(path.relative_to(ROOT)), 1, statement))
    return pieces


def seen(folder):
    """What was prepared by the processes that wrote into this folder."""
    texts = set()
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
            texts |= {squeezed(line) for line in file if STARTS.match(line)}
    return {text for text in texts if not re.search(r"\b(sqlite_\w+|pragma_\w+|pg_\w+|schema_migration|store_state)\b", text)}
