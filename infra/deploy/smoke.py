"""A look at what was deployed, from outside: does it answer, and as safely as it should?"""

import http.client
import json
import socket
import urllib.error
import urllib.parse
import urllib.request


class SmokeError(Exception):
    """What is not as it should be."""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_OPENER = urllib.request.build_opener(_Stay)
_NOBODYS_LINK = "/s/0000000000000000"


def reachable(address, cloudfront):
    """The address that people see, or CloudFront's own name while nothing leads from the one to the other."""
    try:
        socket.getaddrinfo(urllib.parse.urlsplit(address).hostname, 443)
        return address
    except socket.gaierror:
        return f"https://{cloudfront}"


def look(address, year):
    """Asks the site and the door, which are one host. Returns what was seen."""
    return look_at_site(address, {}) + look_at_door(address, year, {})


def look_at_site(address, headers):
    seen = _Seen(address, headers)
    head, _ = seen.expect("/", 200, '<html lang="nb"')
    for header in ("content-security-policy", "strict-transport-security", "x-content-type-options", "referrer-policy"):
        if header not in head:
            raise SmokeError(f"{address}/ does not say {header}")
    if "set-cookie" in head:
        raise SmokeError(f"{address}/ sets a cookie")
    seen.expect("/nn/", 200, '<html lang="nn"')
    seen.expect("/larlinger", 301)
    seen.expect("/finnes-ikke/", 404, "<html")
    return seen.lines


def look_at_door(address, year, headers):
    seen = _Seen(address, headers)
    head, _ = seen.expect(_NOBODYS_LINK, 404, "<html")
    if head.get("cache-control") != "no-store":
        raise SmokeError("the form may be kept by a cache")
    if not seen.said(f"/api/v1/rounds/{year}/questionnaire.json", 200).get("questions"):
        raise SmokeError("the questionnaire has no questions")
    if not seen.said("/api/v1/finnes-ikke", 404).get("code"):
        raise SmokeError("an error of the JSON door has no code")
    # Sent in by a link that nobody has: the body and what kind it is come all the way.
    submission = {"token": _NOBODYS_LINK.rsplit("/")[-1], "language": "nb", "answers": {}}
    answer = seen.said("/api/v1/responses", 404, sent=submission)
    if answer.get("code") != "unknown_token":
        raise SmokeError(f"what is sent to the JSON door does not come through: {answer}")
    return seen.lines


class _Seen:
    def __init__(self, address, headers):
        self.lines = []
        self._address, self._headers = address, headers

    def expect(self, path, status, *texts, sent=None):
        """Headers and body of an answer that has the status and says the texts."""
        body = None if sent is None else json.dumps(sent).encode()
        headers = self._headers if sent is None else self._headers | {"Content-Type": "application/json"}
        got, head, body = _fetch(urllib.request.Request(self._address + path, data=body, headers=headers))
        if got != status:
            raise SmokeError(f"{self._address}{path} answers {got} and not {status}")
        for text in texts:
            if text not in body.decode("utf-8"):
                raise SmokeError(f"{self._address}{path} does not say {text}")
        self.lines.append(f"{status} {self._address}{path}")
        return head, body

    def said(self, path, status, sent=None):
        """The JSON of an answer that has the status."""
        _, body = self.expect(path, status, sent=sent)
        try:
            return json.loads(body)
        except ValueError as error:
            raise SmokeError(f"{self._address}{path} is no JSON: CloudFront has put a page of its own in its place") from error


def _fetch(request):
    """Status, headers and body, whatever the status."""
    try:
        with _OPENER.open(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise SmokeError(f"{request.full_url} does not answer: {error}. All is deployed; look again in some minutes") from error
