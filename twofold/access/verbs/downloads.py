"""Giving people all that is kept of them."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from twofold.access import downloads, letters
from twofold.access.errors.selves import DownloadNotFound, DownloadUnderWay
from twofold.access.facts.selves import DownloadAsked, DownloadFetched, DownloadGathered
from twofold.access.models import Download
from twofold.access.permissions import Permission
from twofold.access.queries.selves import post_of
from twofold.access.sites import site_with
from twofold.core import files, ids, links, unit
from twofold.core.actor import Actor
from twofold.core.facts import record
from twofold.core.permissions import Permission as Core
from twofold.core.unit import unit_of_work
from twofold.core.verbs import verb
from twofold.directory import queries as directory

KEPT = timedelta(days=7)
UNDER_WAY = timedelta(hours=1)
SYSTEM = Actor.system("access")


@verb(Permission.EDIT_SELF)
def ask(actor: Actor) -> UUID:
    """Ask for all that is kept of oneself; `gather` is to be called soon after. Refuses while it is being gathered already."""
    me = directory.myself(actor).id
    with unit_of_work(SYSTEM):
        under_way = Download.objects.filter(person=me, ready_at=None, asked_at__gt=unit.now() - UNDER_WAY)
        if under_way.exists():
            raise DownloadUnderWay
        asked = Download.objects.create(id=ids.new(), person_id=me, asked_at=unit.now())
        record(DownloadAsked(person_id=me, download_id=asked.id), by=actor)
        return asked.id


@verb(Core.USE_FILES)
def gather(actor: Actor, download_id: UUID, *, site_id: UUID | None) -> None:
    """Gather it, keep it for seven days, and write to the person that it is there. Gathered before, nothing happens."""
    download = Download.objects.select_for_update().filter(id=download_id, ready_at=None).first()
    if download is None:
        return
    with downloads.packed(download.person_id) as path:
        file = files.keep(actor, downloads.pieces(path), name="my-data.zip")
    download.file_id, download.size = file.id, file.size
    download.ready_at, download.until = unit.now(), unit.now() + KEPT
    download.save()
    record(DownloadGathered(person_id=download.person_id, download_id=download.id, size=file.size), by=actor)
    site, post = site_with(site_id), post_of(download.person_id)
    if post.address:
        url = links.to("portal:downloads", base=site.url)
        letters.post("data_ready", to=post.address, site=site, language=post.language, url=url, until=download.until)


@verb(Permission.EDIT_SELF)
def fetch(actor: Actor, download_id: UUID) -> Iterator[bytes]:
    """The file, a piece at a time, and a note that it was taken. Refuses what is not the actor's own, or no longer there."""
    mine = Download.objects.filter(id=download_id, person=actor.person_id, until__gt=unit.now()).first()
    if mine is None or mine.file_id is None:
        raise DownloadNotFound(download_id)
    record(DownloadFetched(person_id=mine.person_id, download_id=mine.id), by=actor)
    with unit_of_work(SYSTEM):
        return iter(list(files.read(SYSTEM, mine.file_id)))


@verb(Core.USE_FILES)
def forget_old(actor: Actor) -> int:
    """Drop what was kept for seven days; how many those were."""
    gone = dict(Download.objects.filter(until__lte=unit.now(), file_id__isnull=False).values_list("id", "file_id"))
    files.drop(actor, [one for one in gone.values() if one])
    Download.objects.filter(id__in=gone).delete()
    return len(gone)
