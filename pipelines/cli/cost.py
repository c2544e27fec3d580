"""`linernotes cost`: what the model has cost, by week, room or listener, and what the next week will cost."""

from typing import Annotated

import typer

BY = ("week", "room", "listener")


def cost(
    by: Annotated[list[str] | None, typer.Option("--by", help="week, room or listener; may be repeated.")] = None,
    week: Annotated[list[str] | None, typer.Option("--week", help="ISO week; all when left out.")] = None,
    listeners: Annotated[
        int | None, typer.Option("--listeners", min=1, help="Predict for so many; all enrolled when left out.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Show what the model has cost, and predict the next week, asked directly and in batches.

    The prediction takes what the rooms used in the last four weeks at today's prices; before any run, rough sizes.

    Examples: linernotes cost; linernotes cost --by week --by room; linernotes cost --listeners 1000
    """
    from pipelines import db
    from pipelines.cli.console import print_json, print_table
    from pipelines.db.migrate import require_newest
    from pipelines.domain.weeks import week_start
    from pipelines.errors import BadInputError
    from pipelines.llm import costs
    from pipelines.settings import read_settings

    settings, chosen = read_settings(), list(dict.fromkeys(by or ["week", "room"]))
    if not set(chosen) <= set(BY):
        raise BadInputError(f"--by {next(one for one in chosen if one not in BY)}: it is one of {', '.join(BY)}")
    for one in week or []:
        week_start(one)
    require_newest(settings)
    with db.transaction(settings) as connection:
        found = costs.costs(connection, chosen, week or [])
        enrolled = db.one(connection, "select count(*) as count from app.listener where left_at is null")
        assert enrolled is not None
        coming = costs.forecast(settings, connection, listeners or max(enrolled["count"], 1))
    if as_json:
        print_json({"price_version": settings.llm_price_version, "costs": found, "next_week": vars(coming)})
        return
    if found:
        heads = (*chosen, "requests", "attempts", "tokens in", "tokens out", "cached", "by batch", "USD")
        lines = [
            (
                *(row[one] for one in chosen),
                *(row["requests"], row["attempts"], row["tokens_in"], row["tokens_out"]),
                *(f"{row['cached_share']:.0%}", f"{row['batch_share']:.0%}", f"{row['cost_usd']:.4f}"),
            )
            for row in found
        ]
        print_table(heads, lines)
    else:
        print("no request to the model so far")
    each = coming.tokens / coming.listeners
    print(
        f"next week, {coming.listeners} listeners (from {coming.source}; prices {settings.llm_price_version}):"
        f" {coming.requests:.0f} requests, {each:.0f} tokens and {coming.batch_usd / coming.listeners:.4f} USD per"
        f" listener in batches; {coming.direct_usd:.4f} USD directly, {coming.batch_usd:.4f} USD in batches"
    )
