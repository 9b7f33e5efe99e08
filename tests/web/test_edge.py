"""What the edge tells of a request: nothing of it but the function that answered, the status and the time."""

from app.web.edge import Edge, Observed
from tests.scenes import play


def test_whoever_observes_is_told_of_every_request_whatever_became_of_it():
    async def answering(scope, _receive, send):
        scope["endpoint"] = answering
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def leaving(*_):
        """No answer: whoever asked has gone."""

    async def scene():
        told = []
        for app in (answering, leaving):
            scope = {"type": "http", "method": "GET", "path": "/secret", "headers": []}
            await Edge(app, None, told.append)(scope, None, send)
        return told

    async def send(_message):
        pass

    told = play(scene())
    assert [(one.route, one.status) for one in told] == [("answering", 204), ("-", 0)]
    assert all(isinstance(one, Observed) and one.seconds >= 0 for one in told)
