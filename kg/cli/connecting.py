"""The options of a connection to an endpoint: from flags, and the login from the environment.

The only module that reads a login.
"""

import argparse
import os
from pathlib import Path
from typing import Any

from kg.disk import cache_folder
from kg.errors import Misuse, NoStore
from kg.language import Text
from kg.store.remote.addresses import lacks_scheme


def connection(given: argparse.Namespace) -> dict[str, Any]:
    """Give the options of `kg.store.remote.connect` that were said.

    Raises:
        Misuse: A password without a name, or a name and a token.
    """
    environment = os.environ.get
    said = {
        "update_url": getattr(given, "update_url", None) or environment("KG_STORE_UPDATE"),
        "graph_store_url": getattr(given, "graph_store_url", None) or environment("KG_STORE_GRAPHS"),
        "engine": getattr(given, "engine", None),
        "timeout_s": getattr(given, "timeout", None),
        "user": environment("KG_STORE_USER"),
        "password": environment("KG_STORE_PASSWORD"),
        "token": environment("KG_STORE_TOKEN"),
        "cache": cache_folder() / "endpoints",
    }
    _refuse_half_a_login(said)
    return {name: value for name, value in said.items() if value}


def checked_store(where: str) -> str:
    """Give the name of a store back, if it is not the address of a host that lacks its `http://`.

    Raises:
        NoStore: It is, and no folder has that name either.
    """
    if lacks_scheme(where) and not Path(where).exists():
        raise NoStore(
            where=where,
            remedy=Text(
                f"if it is the address of an endpoint, write it with its scheme: http://{where}",
                f"若是端点的地址，请写出协议：http://{where}",
            ),
        )
    return where


def _refuse_half_a_login(said: dict[str, Any]) -> None:
    if bool(said["user"]) != bool(said["password"]) or (said["user"] and said["token"]):
        raise Misuse(
            problem=Text("the environment names half a login, or two", "环境变量中的登录信息不完整或重复"),
            remedy=Text(
                "set KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN alone",
                "请设置 KG_STORE_USER 和 KG_STORE_PASSWORD，或仅设置 KG_STORE_TOKEN",
            ),
        )
