"""Does by hand what an engine for containers does with a Dockerfile of 'lockstep env dockerfile', in a root of debootstrap, and runs its command there.

    build.py IMAGE ROOT LOCKSTEP

IMAGE is the folder that was written, ROOT a fresh root of the base image's distribution, LOCKSTEP a clone of Lockstep's repository. The SDK is this
machine's own, from /usr/share/dotnet, in the place of the image that it would be copied from. Needs root, and the network for packages.
"""
import json
import os
import shlex
import shutil
import subprocess
import sys

image, root, clone = map(os.path.abspath, sys.argv[1:4])
environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
folder = "/"


def run(command):
    for name in ("/dev", "/proc", "/sys"):
        subprocess.run(["mount", "--bind" if name == "/dev" else "--rbind", name, root + name], check=True)
    try:
        inside = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', folder] + command
        return subprocess.run(["chroot", root] + inside, env=environment).returncode
    finally:
        for name in ("/sys", "/proc", "/dev"):
            subprocess.run(["umount", "--recursive", "--lazy", root + name], check=True)


def copy(words):
    source = {"lockstep": clone}.get(words[0].partition("=")[2], "/") if words[0].startswith("--from=") else image
    what, to = words[-2:]
    what, to = os.path.join(source, what.lstrip("/")), root + to
    os.makedirs(os.path.dirname(to), exist_ok=True)
    if os.path.isdir(what):
        shutil.copytree(what, to, symlinks=True, dirs_exist_ok=True)
    else:
        shutil.copy2(what, to)


# What Debian's images have beside a root of debootstrap: the sources of updates; and what this machine's network asks for.
shutil.copy("/etc/resolv.conf", root + "/etc/resolv.conf")
if os.path.isdir("/usr/local/share/ca-certificates"):
    shutil.copytree("/usr/local/share/ca-certificates", root + "/usr/local/share/ca-certificates", dirs_exist_ok=True)
name = dict(line.strip().split("=", 1) for line in open(root + "/etc/os-release") if "=" in line)["VERSION_CODENAME"].strip('"')
with open(root + "/etc/apt/sources.list", "w") as sources:
    for archive, suite in (("debian", name), ("debian", name + "-updates"), ("debian-security", name + "-security")):
        sources.write("deb http://deb.debian.org/%s %s main\n" % (archive, suite))
text = open(os.path.join(image, "Dockerfile"), encoding="utf-8").read().replace("\\\n", "")
for line in text.splitlines():
    line = line.strip()
    if not line or line.startswith("#"):
        continue
    print(">", line, flush=True)
    instruction, _, rest = line.partition(" ")
    if instruction == "FROM":
        continue  # ROOT
    if instruction == "COPY":
        copy(rest.split())
    elif instruction == "WORKDIR":
        folder = rest
        os.makedirs(root + folder, exist_ok=True)
    elif instruction == "ENV":
        name, _, value = rest.partition("=")
        environment[name] = value
    elif instruction == "RUN":
        if run(["/bin/sh", "-c", rest]) != 0:
            sys.exit("failed: " + shlex.quote(rest))
    elif instruction == "CMD":
        sys.exit(run(json.loads(rest)))
    else:
        sys.exit("unknown: " + line)
