"""For developers: how to begin with the API, and its reference to be read and tried."""

from django.conf import settings
from django.http import HttpResponse

from twofold.access import queries as access
from twofold.access.permissions import Permission
from twofold.console.page import ConsoleRequest, Tab, page
from twofold.console.snippets import Snippet

CURL = """\
# Who am I?
curl {url}/api/v1/key --header 'Authorization: Bearer {key}'

# People in Portugal who are tagged VIP
curl --get {url}/api/v1/people --header 'Authorization: Bearer {key}' \\
  --data-urlencode 'where=country = PT AND tag = "VIP"' --data fields=name,email,job.account

# Add somebody, once, however often this is sent
curl {url}/api/v1/people --header 'Authorization: Bearer {key}' \\
  --header 'Content-Type: application/json' --header 'Idempotency-Key: order-4711' \\
  --data '{{"name": "Ada Brandt", "email": "ada@helio.example"}}'
"""
PYTHON = """\
import json
from urllib.parse import urlencode
from urllib.request import Request, urlopen

KEY = "{key}"


def ask(method, path, body=None, **headers):
    headers |= {{"Authorization": f"Bearer {{KEY}}", "Content-Type": "application/json"}}
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request("{url}/api/v1" + path, data, headers, method=method)) as answer:
        return json.load(answer)


ada = ask("POST", "/people", {{"name": "Ada Brandt", "email": "ada@helio.example"}}, **{{"Idempotency-Key": "order-4711"}})
ask("PATCH", f"/people/{{ada['id']}}", {{"city": "Lisbon"}})

cursor = ""
while cursor is not None:
    page = ask("GET", "/people?" + urlencode({{"where": "country = PT", "fields": "name,email", "cursor": cursor}}))
    for person in page["items"]:
        print(person["id"], person["fields"]["name"])
    cursor = page["next"]
"""
JAVASCRIPT = """\
const key = "{key}";

async function ask(method, path, body, headers = {{}}) {{
  const answer = await fetch("{url}/api/v1" + path, {{
    method,
    headers: {{ Authorization: `Bearer ${{key}}`, "Content-Type": "application/json", ...headers }},
    body: body && JSON.stringify(body),
  }});
  if (!answer.ok) throw new Error((await answer.json()).detail);
  return answer.status === 204 ? null : answer.json();
}}

const ada = await ask("POST", "/people", {{ name: "Ada Brandt", email: "ada@helio.example" }}, {{ "Idempotency-Key": "order-4711" }});
await ask("PATCH", `/people/${{ada.id}}`, {{ city: "Lisbon" }});

const query = new URLSearchParams({{ where: "country = PT", fields: "name,email" }});
const page = await ask("GET", `/people?${{query}}`);
console.log(page.items.map((person) => person.fields.name));
"""
WAYS = (("curl", "curl", CURL), ("python", "Python", PYTHON), ("javascript", "JavaScript", JAVASCRIPT))


def developers(request: ConsoleRequest) -> HttpResponse:
    """A quick start with this installation's own address, and the reference."""
    ways = [Snippet(key, label, code.format(key="tf_live_…", url=settings.BASE_URL)) for key, label, code in WAYS]
    chosen = next((way for way in ways if way.key == request.GET.get("in")), ways[0])
    has_key = request.actor.may(Permission.MAKE_KEYS) and any(key.is_live for key in access.api_keys(request.actor))
    context = {
        "way": chosen,
        "tabs": [Tab(way.label, f"?in={way.key}", way is chosen) for way in ways],
        "has_key": has_key,
        "api_url": f"{settings.BASE_URL}/api/v1",
    }
    return page(request, "running/developers.html", context)
