"""Known vulnerabilities of what is installed: python tests/tools/audit.py PIP_AUDIT SITE_PACKAGES.

Ends with 0 for none and 1 for some; with 2 and one line where the service that knows them cannot be reached: it is not
enough that pip-audit finds none, which it also says of packages that it could not look up.
"""

import json
import subprocess
import sys


def main(pip_audit: str, site_packages: str) -> int:
    """Run it once."""
    command = [pip_audit, "--path", site_packages, "--progress-spinner", "off", "--skip-editable", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, LookupError):
        return unreachable((done.stderr.strip().splitlines() or ["it says nothing"])[-1])
    unknown = [package["name"] for package in packages if "vulns" not in package]
    if len(unknown) == len(packages):
        return unreachable("no package is known to it")
    wrong = [(package, found) for package in packages for found in package.get("vulns", ())]
    for package, found in wrong:
        fixed = ", ".join(found["fix_versions"]) or "no version"
        print(f"{package['name']} {package['version']}: {found['id']}, mended in {fixed}")
    skipped = f"; not looked up: {', '.join(unknown)}" if unknown else ""
    print(f"{len(packages) - len(unknown)} packages, {len(wrong)} known vulnerabilities{skipped}")
    return 1 if wrong else 0


def unreachable(why: str) -> int:
    """The exit code where nothing was learnt, its line printed."""
    print(f"the audit was not made: its service cannot be reached from here ({why[:200]}); run it where it can be")
    return 2


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
