"""The jobs: one makes a release, one carries it out, one takes in the inbox, one asks a publisher."""

# No postponed annotations here: Dagster reads the annotations of ops as objects.

import dagster as dg

from assets.release import PROFILES
from pipelines.carrying import carry_current
from pipelines.fetching import ask_publisher
from pipelines.intake import QUIET_SECONDS, take_inbox, waiting
from pipelines.settings import Settings
from sources.declaration.declared import read_sources

#: A run that waits to ask again holds up the queue, so not for long.
_ASK_AGAIN_SECONDS = 20.0

REFRESH = "refresh"
TAKE_IN = "take_in_inbox"
ASK = "ask_publisher"
CARRY = "carry_out"

#: Runs that `spbe refresh` has launched itself carry this tag with this value.
LAUNCHED_BY, COMMAND_LINE = "spbe/launched_by", "command line"

#: Every document that is held, loaded; every table made and judged; a release published: one run.
REFRESH_JOB = dg.define_asset_job(
    REFRESH,
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(PROFILES),
    description="Loads all documents that are held, makes and checks every table, and publishes a release. It needs "
    "no partition: one source or one year alone is a selection of assets.",
)


#: Apart from it: the profiles take longer than all other files of a release together, and not every release is printed.
PROFILES_JOB = dg.define_asset_job(
    "profiles",
    selection=dg.AssetSelection.assets(PROFILES),
    description="Writes the two-page profile of every region, of the release in force, into data/profiles.",
)


def build_take_in_job(settings: Settings) -> dg.JobDefinition:
    """The job that takes in what waits in the inbox. It loads nothing: see sensors.py."""

    @dg.op(description="Examines each file; archives what is recognised, and sets the rest apart with the reason.")
    def take_in_files(context: dg.OpExecutionContext) -> None:
        for result in take_inbox(settings, waiting(settings, quiet_seconds=QUIET_SECONDS)):
            (context.log.warning if result.outcome == "refused" else context.log.info)(result.report)

    @dg.job(name=TAKE_IN, description="Take in the files that wait in the inbox folder.")
    def take_in() -> None:
        take_in_files()

    return take_in


def build_carry_job(settings: Settings) -> dg.JobDefinition:
    """The job that carries the release in force to the destination that is set."""

    @dg.op(name="carry", description="Sends what is not at the destination yet, and leads readers to the release.")
    def carry(context: dg.OpExecutionContext) -> None:
        context.log.info(carry_current(settings) or "The destination has the release in force.")

    @dg.job(name=CARRY, description="Carry the release in force to its destination (SPBE_PUBLISH_TO).")
    def carry_out() -> None:
        carry()

    return carry_out


class PublisherFailed(dg.Failure):
    """A publisher did not answer, or answered what cannot be used."""


class Question(dg.Config):
    """Whose edition of which year is asked for."""

    source: str
    year: int


def build_ask_job(settings: Settings) -> dg.JobDefinition:
    """The job that asks one publisher for one year; what is new is archived."""

    @dg.op(
        name="ask",
        description="Asks a publisher for a year. A site that does not answer is asked again; then it is a failure.",
        retry_policy=dg.RetryPolicy(max_retries=2, delay=_ASK_AGAIN_SECONDS, backoff=dg.Backoff.EXPONENTIAL),
    )
    def ask(context: dg.OpExecutionContext, config: Question) -> None:
        source = next(s for s in read_sources(settings.sources_dir) if s.source == config.source)
        for answer in ask_publisher(settings, source, [config.year]):
            if answer.result in {"unreachable", "failed", "refused"}:
                raise PublisherFailed(answer.message, allow_retries=answer.result == "unreachable")
            context.log.info(f"{answer.result}: {answer.message}")

    @dg.job(name=ASK, description="Ask a publisher for an awaited year.")
    def ask_job() -> None:
        ask()

    return ask_job
