"""Code that mypy must refuse: each line marked as a typo holds one. test_code.py runs mypy on it."""

from digest.mail.counts import DeliveryCounts
from digest.mail.retry import Attempt
from digest.model import (
    Article,
    DateFrom,
    DeliveryStatus,
    Edition,
    FetchState,
    Finding,
    LeftOut,
    Level,
    Offer,
    OfferKind,
    Outgoing,
    Publication,
    Reason,
    RemoteState,
    SkipReason,
    Source,
    Topic,
    TopicOrder,
    Untranslated,
)
from digest.services.fetch_source import SourceFetch

source = Source(name="a")
remote = RemoteState(name="a")
article = Article(id="a", source="a", title="A", date_from=DateFrom.SOURCE)
Article(id="a", source="a", title="A", date_from="sorce")  # typo
Article(id="a", source="a", title="A", date_from=DateFrom.SORCE)  # typo

SourceFetch(source=source, remote=remote, state=FetchState.UNCHANGED)
SourceFetch(source=source, remote=remote, state="unchangd")  # typo
SourceFetch(source=source, remote=remote, state=FetchState.UNCHANGD)  # typo

LeftOut(article=article, reason=Reason.UNDATED, detail="")
LeftOut(article=article, reason="undatde", detail="")  # typo
LeftOut(article=article, reason=Reason.UNDATDE, detail="")  # typo

Offer(article=article, kind=OfferKind.LATE, why="")
Offer(article=article, kind="latte", why="")  # typo
Offer(article=article, kind=OfferKind.LATTE, why="")  # typo

Finding(code="a", level=Level.ERROR, where="a", text="")
Finding(code="a", level="eror", where="a", text="")  # typo
Finding(code="a", level=Level.EROR, where="a", text="")  # typo

Topic(slug="a", titles={}, order=TopicOrder.WEIGHT)
Topic(slug="a", titles={}, order="wieght")  # typo
Topic(slug="a", titles={}, order=TopicOrder.WIEGHT)  # typo

Publication(title="A", home="/", untranslated=Untranslated.LEAVE_OUT)
Publication(title="A", home="/", untranslated="leave_out")  # typo
Publication(title="A", home="/", untranslated=Untranslated.LEAVEOUT)  # typo

message = Outgoing(sender="a@x", recipient="b@x", edition=Edition("en"), message_id="<1@x>", content=bytes)
Attempt(message, status=DeliveryStatus.DEFERRED)
Attempt(message, status="defered")  # typo
Attempt(message, status=DeliveryStatus.DEFERED)  # typo

DeliveryCounts().count(SkipReason.UNSUBSCRIBED, message)
DeliveryCounts().count("unsubscribd", message)  # typo
DeliveryCounts().count(SkipReason.UNSUBSCRIBD, message)  # typo
