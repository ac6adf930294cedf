"""Ready logins for every role, and the first thing to ask."""

import json
from dataclasses import dataclass

from api.demo.accounts import API_KEY, PASSWORD
from api.demo.blueprint import BY_CODE, ESTATE, ESTATES
from core.plugin.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Login:
    """Who, the name and password to log in with, and what they then see."""

    who: str
    name: str
    password: str
    sees: str


_AT = f"{ESTATE} {BY_CODE[ESTATE].name}"

LOGINS = (
    Login("group director 集团负责人", "director", PASSWORD, f"all {len(ESTATES)} estates"),
    Login("region manager 区域负责人", "region", PASSWORD, "the 4 estates of the east 华东"),
    Login("estate manager 项目经理", "manager", PASSWORD, _AT),
    Login("CS supervisor 客服主管", "supervisor", PASSWORD, _AT),
    Login("CS agent 客服专员", "agent", PASSWORD, f"{_AT}: tickets to classify and dispatch"),
    Login("butler 管家", "butler", PASSWORD, _AT),
    Login("department head 工程负责人", "head", PASSWORD, f"{_AT}: tickets to accept"),
    Login("technician 维修工", "technician", PASSWORD, f"{_AT}: own tickets to accept, complete"),
    Login("resident 业主", "resident", PASSWORD, "own house and tickets, one to answer for"),
    Login("service 设备平台", "API key", API_KEY, "all estates, personal data masked"),
)
"""A login for each role of the core's."""


def logins(installed: Catalogue) -> tuple[Login, ...]:
    """Those, and the plugins' own."""
    theirs = (
        Login(each.who, each.name, PASSWORD, each.sees)
        for demonstration in installed.demonstrations.values()
        for each in demonstration.logins
    )
    return (*LOGINS, *theirs)


FIRST_QUERY = """{
  ticketSummary { state count }
  tickets(first: 5) {
    nodes { number state content dueAt estate { name } assignee { name } }
  }
}"""


def first_query(address: str) -> str:
    """A command to paste into a terminal: a first query, by the service's key."""
    body = json.dumps({"query": " ".join(FIRST_QUERY.split())})
    return (
        f"curl -s {address}/graphql -H 'Authorization: Bearer {API_KEY}' \\\n"
        f"  -H 'Content-Type: application/json' -d '{body}'"
    )


__all__ = ["FIRST_QUERY", "LOGINS", "Login", "first_query", "logins"]
