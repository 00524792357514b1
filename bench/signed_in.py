"""Signs in to an account of the demo, as its pages do: what people's data are asked with."""
import json
import urllib.request


def sign_in(base, login="thuky"):
    """Headers for every further request."""
    request = urllib.request.Request(
        f"{base}/api/sign-in/demo", method="POST", headers={"Content-Type": "application/json"}, data=json.dumps({"login": login}).encode())
    with urllib.request.urlopen(request, timeout=60) as answer:
        cookies = [line.split(";")[0] for line in answer.headers.get_all("Set-Cookie")]
        return {"Cookie": "; ".join(cookies), "X-Khuyenhoc-Csrf": json.loads(answer.read())["csrf"]}
