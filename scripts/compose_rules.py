"""Rules for docker-compose.yml that need no container engine: prints what breaks them, exit code 1 if anything does."""

import re
import sys

import yaml

SECRET_NAME = re.compile(r"PASS|PASSWORD|SECRET|TOKEN|KEY", re.IGNORECASE)
CREDENTIALS_IN_URL = re.compile(r"://[^/\s]*:(?P<secret>[^@/\s]*)@")
REQUIRED = re.compile(r"\$\{[A-Z_]+:\?[^}]*\}")
REFERENCE = re.compile(r"\$\{([A-Z_]+)")


def problems_of(name, service):
    if not service.get("healthcheck", {}).get("test"):
        yield f"{name}: no healthcheck"
    if service.get("cap_drop") != ["ALL"]:
        yield f"{name}: cap_drop is not [ALL]"
    if "no-new-privileges:true" not in service.get("security_opt", []):
        yield f"{name}: no-new-privileges is not set"
    if service.get("privileged") or service.get("network_mode") == "host":
        yield f"{name}: privileged, or on the host's network"
    if not service.get("mem_limit"):
        yield f"{name}: no memory limit"
    tag = re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", service.get("image", "")).rpartition(":")[2]
    if not re.match(r"v?\d+\.\d+", tag):
        yield f"{name}: the image has no full version tag"
    for port in service.get("ports", []):
        if re.search(r":8081(/|$)", str(port)) and not str(port).startswith("127.0.0.1:"):
            yield f"{name}: the management port is published beyond loopback"
    environment = service.get("environment", {})
    if not isinstance(environment, dict):
        yield f"{name}: environment must be a map"
        return
    for key, value in environment.items():
        if SECRET_NAME.search(key) and not REQUIRED.fullmatch(str(value)):
            yield f"{name}: {key} must be required from the environment, ${{NAME:?...}}"
        found = CREDENTIALS_IN_URL.search(REQUIRED.sub("<required>", str(value)))
        if found and found["secret"] != "<required>":
            yield f"{name}: {key} holds a secret"


def problems_in(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    services = yaml.safe_load(text)["services"]
    for name, service in services.items():
        yield from problems_of(name, service)
        for other, how in service.get("depends_on", {}).items():
            if other not in services:
                yield f"{name}: depends on {other}, which is not here"
            if how["condition"] != "service_healthy":
                yield f"{name}: does not wait until {other} is healthy"
    with open(".env.example", encoding="utf-8") as file:
        example = dict(line.rstrip("\n").split("=", 1) for line in file if re.match(r"[A-Z_]+=", line))
    for name in sorted(set(REFERENCE.findall(text)) - example.keys()):
        yield f".env.example does not list {name}"
    for name, value in example.items():
        if value and SECRET_NAME.search(name):
            yield f".env.example holds a value for {name}"


if __name__ == "__main__":
    found = list(problems_in(sys.argv[1]))
    for problem in found:
        print(f"compose-check: {problem}", file=sys.stderr)
    if found:
        sys.exit(1)
    print(f"{sys.argv[1]}: good")
