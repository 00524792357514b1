"""psql, as these tests use it. Standard library only."""
import csv
import subprocess

SEPARATOR = "\x1e"


def psql(address, script, stop=True, timeout=300):
    """Runs a script; what it printed, rows as CSV. Raises when a statement fails and `stop` is set."""
    done = subprocess.run(["psql", "-X", "-q", "--csv", "-t", "-v", f"ON_ERROR_STOP={int(stop)}", address], input=script,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE if stop else subprocess.STDOUT, text=True, timeout=timeout)
    if stop and done.returncode != 0:
        raise RuntimeError(f"psql: {done.stderr[-600:]}")
    return done.stdout


def rows(address, sql):
    return list(csv.reader(psql(address, sql + ";").splitlines()))


def answers(address, before, scripts):
    """What each script printed, errors among it, all in one session after `before`."""
    script = before + "".join(f"\n\\echo {SEPARATOR}\n{one}\n" for one in scripts)
    return [part.strip("\n") for part in psql(address, script, stop=False).split(SEPARATOR)[1:]]


def with_role(address, role):
    """The same database as somebody else."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{role}@{rest.rpartition('@')[2]}"


def with_name(address, name):
    return address.rpartition("/")[0] + "/" + name
