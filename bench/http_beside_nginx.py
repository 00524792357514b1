#!/usr/bin/env python3
"""A small JSON query of the program beside nginx `return 200`, in turn, on one machine: requests per CPU-second (the CPU
time of the server's own threads, so neighbours hardly matter), p99 at 64 connections, 1,000 idle connections.

    http_beside_nginx.py PROGRAM [--rounds N] [--path /api/health]      the last line is JSON for bench/run.py"""
import argparse
import glob
import json
import os
import re
import resource
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request

BODY = '{"status":"ok"}'
CONNECTIONS = 64


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(url):
    for _ in range(300):
        try:
            return urllib.request.urlopen(url, timeout=5).read().decode()
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer")


def cpu_seconds(pids):
    """Time on a processor of all threads, from the scheduler: nanoseconds, not ticks."""
    total = 0
    for pid in pids:
        for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
            with open(path) as file:
                total += int(file.read().split()[0])
    return total / 1e9


def resident_kib(pid):
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit]


def load(url, pids, seconds):
    """Requests per CPU-second of the server, requests per second, p99 in ms."""
    before = cpu_seconds(pids)
    said = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", url], check=True, text=True,
                          capture_output=True).stdout
    spent = cpu_seconds(pids) - before
    if re.search(r"Non-2xx|Socket errors", said):
        raise SystemExit(f"{url}: {said}")
    requests = int(re.search(r"(\d+) requests in", said).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))
    return requests / spent, rate, milliseconds(re.search(r"99%\s+(\S+)", said).group(1))


def start_nginx(folder, port):
    conf = os.path.join(folder, "nginx.conf")
    with open(conf, "w") as file:
        file.write(f"""worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 1000000000; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
server {{ listen 127.0.0.1:{port}; location / {{ default_type application/json; return 200 '{BODY}'; }} }} }}""")
    return subprocess.Popen(["nginx", "-p", folder, "-c", conf], stderr=subprocess.DEVNULL)


def idle_connections(port, pid, path, count):
    """How many of `count` kept connections are answered at first and again later; KiB of memory each."""
    before = resident_kib(pid)
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    sockets = []
    for _ in range(count):
        sockets.append(socket.create_connection(("127.0.0.1", port), timeout=10))
        sockets[-1].sendall(request)
    served = sum(one.recv(4096).startswith(b"HTTP/1.1 200") for one in sockets)
    grown = resident_kib(pid) - before
    for one in sockets:
        one.sendall(request)
    again = sum(one.recv(4096).startswith(b"HTTP/1.1 200") for one in sockets)
    for one in sockets:
        one.close()
    return min(served, again), grown / count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--path", default="/api/health")
    given = parser.parse_args()
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(files, 16384), files))
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # nginx's worker may be another user
        ours, theirs = free_port(), free_port()
        nginx = start_nginx(folder, theirs)
        program = subprocess.Popen([given.program, "serve", "--db", f"{folder}/bench.db", "--listen", f"127.0.0.1:{ours}", "--pace", "1000000"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            our_url, their_url = f"http://127.0.0.1:{ours}{given.path}", f"http://127.0.0.1:{theirs}/"
            wait_for(our_url)
            wait_for(their_url)
            children = subprocess.run(["pgrep", "-P", str(nginx.pid)], text=True, capture_output=True).stdout.split()
            nginx_pids = [nginx.pid, *map(int, children)]
            load(our_url, [program.pid], 1)
            pairs = []
            for _ in range(given.rounds):
                peer = load(their_url, nginx_pids, 1)
                own = load(our_url, [program.pid], 1)
                pairs.append((peer, own))
                print(f"nginx {1e6 / peer[0]:.2f} µs CPU, {peer[1]:.0f}/s, p99 {peer[2]:.2f} ms; "
                      f"khuyenhoc {1e6 / own[0]:.2f} µs CPU, {own[1]:.0f}/s, p99 {own[2]:.2f} ms; ratio {own[0] / peer[0]:.3f}", flush=True)
            served, kib = idle_connections(ours, program.pid, given.path, 1000)
        finally:
            program.terminate()
            nginx.terminate()
            program.wait(20)
            nginx.wait(20)
    ratio = statistics.median(own[0] / peer[0] for peer, own in pairs)
    p99 = statistics.median(own[2] for _, own in pairs)
    peer_p99 = statistics.median(peer[2] for peer, _ in pairs)
    own_us = statistics.median(1e6 / own[0] for _, own in pairs)
    peer_us = statistics.median(1e6 / peer[0] for peer, _ in pairs)
    rows = [
        {"what": "small JSON query, requests per CPU-second, beside nginx `return 200`", "goal": "≥ 0.9 ×", "reached": f"{ratio:.2f} ×",
         "note": f"{own_us:.1f} µs of CPU a request, nginx {peer_us:.1f}; median of {len(pairs)} pairs; `{given.path}` reads the store on a worker"},
        {"what": "small JSON query, p99 at 64 connections", "goal": "–", "reached": f"{p99:.2f} ms", "note": f"nginx {peer_p99:.2f} ms; wrk on the same cores"},
        {"what": "idle connections kept and served", "goal": "1,000", "reached": f"{served:,}", "note": f"{kib:.1f} KiB each"},
    ]
    print(json.dumps({"rows": rows}, ensure_ascii=False))


if __name__ == "__main__":
    main()
