"""A look at what was deployed, from outside: does it answer, and as safely as it should?"""

import json
import urllib.error
import urllib.request


class SmokeError(Exception):
    """What is not as it should be."""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_OPENER = urllib.request.build_opener(_Stay)


def fetch(url, **headers):
    """Status, headers and body, whatever the status."""
    request = urllib.request.Request(url, headers=headers)
    try:
        with _OPENER.open(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def look(site, door, year, host=None):
    """Asks the site and the door, which are one host where CloudFront stands before both. Returns what was seen."""
    headers = {"Host": host} if host else {}
    seen = []

    def expect(address, status, *texts, **more):
        got, head, body = fetch(address, **headers, **more)
        if got != status:
            raise SmokeError(f"{address} answers {got} and not {status}")
        for text in texts:
            if text not in body.decode("utf-8"):
                raise SmokeError(f"{address} does not say {text}")
        seen.append(f"{status} {address}")
        return head, body

    if site:
        head, _ = expect(f"{site}/", 200, '<html lang="nb"')
        for header in ("content-security-policy", "strict-transport-security", "x-content-type-options", "referrer-policy"):
            if header not in head:
                raise SmokeError(f"{site}/ does not say {header}")
        if "set-cookie" in head:
            raise SmokeError(f"{site}/ sets a cookie")
        expect(f"{site}/nn/", 200, '<html lang="nn"')
        expect(f"{site}/larlinger", 301)
        expect(f"{site}/finnes-ikke/", 404, "<html")
    head, _ = expect(f"{door}/s/0000000000000000", 404, "<html")
    if head.get("cache-control") != "no-store":
        raise SmokeError("the form may be kept by a cache")
    _, body = expect(f"{door}/api/v1/rounds/{year}/questionnaire.json", 200)
    if not json.loads(body).get("questions"):
        raise SmokeError("the questionnaire has no questions")
    _, body = expect(f"{door}/api/v1/finnes-ikke", 404)
    if not json.loads(body).get("code"):
        raise SmokeError("an error of the JSON door has no code: CloudFront has put a page of its own in its place")
    return seen
