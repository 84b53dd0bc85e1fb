"""The proxy of deploy/nginx.conf in front of several processes, on this machine and without TLS."""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.places import BUILD, ROOT
from benchmarks.processes import HOST, running

STICKS = "readiness_process"
"""The cookie by which a browser stays with a process."""
_FILE = ROOT / "deploy" / "nginx.conf"
_AROUND = """\
daemon off;
{user}worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{inside}
}}
"""


def find_nginx() -> str | None:
    """The program; `None` where there is none."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def configuration(port: int, urls: Sequence[str], folder: Path) -> str:
    """What deploy/nginx.conf says, for these processes and a port of this machine."""
    text = _FILE.read_text()
    default = r"^server \{\n(?:(?!^\}).*\n)*?.*default_server(?:.*\n)*?^\}\n"
    text = re.sub(default, "", text, count=1, flags=re.MULTILINE)
    servers = "\n".join(f"    server {url.removeprefix('http://')};" for url in urls)
    text = text.replace("    server app:8501;", servers)
    text = text.replace("listen 443 ssl;", f"listen {HOST}:{port};")
    text = re.sub(r"server_name .*;", f"server_name {HOST};", text)
    text = re.sub(r"^ *(ssl_\w+|add_header Strict).*\n", "", text, flags=re.MULTILINE)
    text = text.replace("; Secure;", ";")
    user = "user root;\n" if os.geteuid() == 0 else ""
    return _AROUND.format(folder=folder, inside=text, user=user)


@contextmanager
def proxy(port: int, urls: Sequence[str]) -> Iterator[str]:
    """A running proxy, by its address. Raises SystemExit where it cannot be started."""
    program = find_nginx()
    if program is None:
        raise SystemExit("There is no nginx: sh scripts/install_proxy.sh")
    folder = BUILD / "proxy"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nginx.conf").write_text(configuration(port, urls, folder))
    command = [program, "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"]
    url = f"http://{HOST}:{port}"
    with running(command, f"{url}/readyz", folder / "log"):
        yield url
