"""Asking ahead in Airflow: a task that submits a room's questions, and a trigger that waits without a worker."""

import asyncio

from airflow.sdk import BaseOperator
from airflow.triggers.base import BaseTrigger, TriggerEvent

from common.room import entered, week


class AskAhead(BaseOperator):
    """Ask a stage's questions of the week in batches; nothing to do for few listeners, or when all is answered.

    Deferred while a batch is open. A killed task, worker or triggerer loses nothing: the batch is in ops.llm_batch.
    """

    def __init__(self, *, stage, **kwargs):
        super().__init__(task_id=f"ask_{stage}", **kwargs)
        self.stage = stage

    def execute(self, context):  # noqa: ARG002
        """Submit what is missing, load what ended; deferred until the next end."""
        from pipelines.cli.compose import questions_of, room_of
        from pipelines.llm import ahead
        from pipelines.shards import active_listeners

        room = room_of(self.stage)
        with entered(f"{week()}:{self.stage}") as settings:
            listeners = active_listeners(settings, week())
            if not ahead.is_wanted(settings, week(), room, listeners):
                return 0
            is_open = ahead.advance(settings, questions_of(settings, week(), self.stage, listeners))
            pause = settings.llm_batch_poll_seconds
        if is_open:
            self.defer(trigger=BatchEnd(week=week(), room=room, pause=pause), method_name="resume")
        return 0

    def resume(self, context, event=None):  # noqa: ARG002
        """Go on as at the start: all that counts is in tables."""
        return self.execute(context)


class BatchEnd(BaseTrigger):
    """Waits until a batch of a room and week has ended, or the run's patience has."""

    def __init__(self, week, room, pause):
        super().__init__()
        self.week, self.room, self.pause = week, room, pause

    def serialize(self):
        """Ids and a number only."""
        return "common.ahead.BatchEnd", {"week": self.week, "room": self.room, "pause": self.pause}

    async def run(self):
        """Look every `pause` seconds, in a thread: the event loop is everybody's."""
        while not await asyncio.to_thread(self._has_news):  # noqa: ASYNC110  (what happens, happens elsewhere)
            await asyncio.sleep(self.pause)
        yield TriggerEvent(self.room)

    def _has_news(self):
        from pipelines.llm import ahead
        from pipelines.settings import read_settings

        return ahead.has_news(read_settings(), self.week, self.room)
