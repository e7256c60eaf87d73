"""What a developer copies to send events: with the source's own key and this installation's own address."""

from dataclasses import dataclass
from urllib.parse import urlsplit

BROWSER = """\
// npm install @segment/analytics-next
import {{ AnalyticsBrowser }} from "@segment/analytics-next";

export const analytics = AnalyticsBrowser.load({{
  writeKey: "{key}",
  cdnSettings: {{
    integrations: {{ "Segment.io": {{ apiKey: "{key}", apiHost: "{host}/v1", protocol: "{scheme}" }} }},
  }},
}});

analytics.page();
analytics.identify("user-1", {{ email: "ada@example.com", name: "Ada Brandt" }});
analytics.group("acme", {{ name: "Acme Pumps", website: "https://acme.example" }});
analytics.track("Order Completed", {{ revenue: 182.4, currency: "EUR" }});
"""
NODE = """\
// npm install @segment/analytics-node
import {{ Analytics }} from "@segment/analytics-node";

const analytics = new Analytics({{ writeKey: "{key}", host: "{url}" }});

analytics.identify({{ userId: "user-1", traits: {{ email: "ada@example.com", name: "Ada Brandt" }} }});
analytics.track({{ userId: "user-1", event: "Order Completed", properties: {{ revenue: 182.4, currency: "EUR" }} }});
await analytics.closeAndFlush();
"""
PYTHON = """\
# pip install segment-analytics-python
import segment.analytics as analytics

analytics.write_key = "{key}"
analytics.host = "{url}"

analytics.identify("user-1", {{"email": "ada@example.com", "name": "Ada Brandt"}})
analytics.track("user-1", "Order Completed", {{"revenue": 182.4, "currency": "EUR"}})
analytics.shutdown()
"""
CURL = """\
curl {url}/v1/track \\
  --user {key}: \\
  --header 'Content-Type: application/json' \\
  --data '{{"userId": "user-1", "event": "Order Completed", "properties": {{"revenue": 182.4, "currency": "EUR"}}}}'
"""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A way to send, as its developers call it."""

    key: str
    label: str
    code: str


def snippets(write_key: str, base_url: str) -> list[Snippet]:
    """One for each SDK that needs no change, and one for the shell."""
    parts = urlsplit(base_url)
    filled = {"key": write_key, "url": base_url, "host": parts.netloc, "scheme": parts.scheme}
    return [
        Snippet(key, label, code.format(**filled))
        for key, label, code in (
            ("browser", "Browser", BROWSER),
            ("node", "Node.js", NODE),
            ("python", "Python", PYTHON),
            ("curl", "curl", CURL),
        )
    ]
