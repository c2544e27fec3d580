from uuid import UUID

from pipelines import db
from pipelines.domain.hashing import Canonical
from pipelines.settings import Settings


def test_rows_come_back_as_they_were_copied_whatever_is_mixed_in_a_column(settings: Settings) -> None:
    hard = 'tab\t, line\n, return\r, \\N, "quoted" and {braces}, ü'
    columns = "place integer, known boolean, value double precision, id uuid, word text, words text[], document jsonb"
    kinds = [True, 0.1, UUID(int=7), hard, [hard, "", "null"], Canonical({"b": [hard, 1e-05, None], "a": {}})]
    rows = [
        dict(zip(("place", "known", "value", "id", "word", "words", "document"), (place, *cells), strict=True))
        for place, cells in enumerate([kinds, [None] * 6, kinds, [False, -0.0, UUID(int=8), "", [], {"plain": hard}]])
    ]
    with db.transaction(settings) as connection:
        db.execute(connection, f"create temporary table copied (week text, {columns}) on commit drop")
        for some in (rows, rows[:1], rows[1:2], []):
            assert len(some) == db.copy_rows(connection, "copied", some, of_all={"week": hard})
            assert [{"week": hard, **row} for row in some] == db.rows(connection, "select * from copied order by place")
            db.execute(connection, "truncate copied")
