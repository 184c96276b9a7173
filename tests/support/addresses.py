"""A run, its address, and addresses that must lead nowhere: below ``/diffulizer/run/`` and ``/diffulizer/zip/``.

Beside the folder of runs lies ``secret.json``, whose content is "treasure".
"""

from __future__ import annotations

NAME, ADDRESS = "cats/100 %_00001", "cats/100%20%25_00001"
OUTSIDE = [
    "../secret.json",
    "../../secret.json",
    "..%2fsecret.json",
    "%2e%2e/secret.json",
    "%2e%2e%2fsecret.json",
    "%252e%252e/secret.json",
    "%252e%252e%252fsecret.json",
    "..%5csecret.json",
    "..%255csecret.json",
    "cats/..%5c..%5csecret.json",
    f"{ADDRESS}/../../../secret.json",
    f"{ADDRESS}/..%2f..%2f..%2fsecret.json",
    f"{ADDRESS}/%2e%2e/%2e%2e/%2e%2e/secret.json",
    f"{ADDRESS}/images/../../../../secret.json",
    f"{ADDRESS}/images/../metadata.json",
    f"{ADDRESS}//metadata.json",
    f"{ADDRESS}/./metadata.json",
    f"{ADDRESS}/metadata.json.",
    f"{ADDRESS}/metadata.json%20",
    f"{ADDRESS}/metadata.json%00",
    f"{ADDRESS}/metadata.json%00.png",
    f"{ADDRESS}/metadata.json::$DATA",
    f"{ADDRESS}/images%5cstep_000.png",
    f"{ADDRESS}/images",
    f"{ADDRESS}/CON",
    f"{ADDRESS}/nul.json",
    f"{ADDRESS}./metadata.json",
    f"./{ADDRESS}/metadata.json",
    f"/{ADDRESS}/metadata.json",
    "cats%5c100%20%25_00001/metadata.json",
    "cats/100%20%2525_00001/metadata.json",
    "/etc/hosts",
    "%2fetc%2fhosts",
    "//etc/hosts",
    "C:/Windows/win.ini",
    "C:%5cWindows%5cwin.ini",
    "%5c%5cserver%5cshare%5cx",
    "CON/metadata.json",
    "cats",
    "cats/",
    "",
    ".trash/x/metadata.json",
    "%ff%fe/metadata.json",
    "%c0%ae%c0%ae/secret.json",
]
