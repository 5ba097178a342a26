"""A table is made again when anything has changed that it is made from, or it itself; and else stands as it is."""

import pytest

from assets import made
from assets.made import Made, model_of
from warehouse import writer
from warehouse.tables import TABLES

READ, TABLE = TABLES["core.indicator_costs"], TABLES["core.regions"]


class Desk:
    """A table that is made from the rows of another one, and how often it was made."""

    def __init__(self, connection, filled):
        self.connection, self.filled, self.times = connection, filled, 0
        self.made_by = ["by hand"]
        self.cost("I01")

    def cost(self, code):
        writer.replace(self.connection, READ, [self.filled(READ.full_name, node_code=code, step_cost=1)])

    def _make(self):
        self.times += 1
        writer.replace(self.connection, TABLE, [self.filled(TABLE.full_name, region_code="33.71")])

    def run(self, make=None, **how):
        """A run of its own. Returns whether the table was made."""
        before = self.times
        is_new = Made(self.connection, **how).make(
            [TABLE], make or self._make, reads=[READ.full_name], made_by=self.made_by
        )
        assert is_new == (self.times > before)
        return is_new


@pytest.fixture
def desk(connection, filled):
    desk = Desk(connection, filled)
    assert desk.run()
    assert not desk.run(), "nothing has changed"
    return desk


def _changed_by_hand(desk, _):
    desk.connection.execute("UPDATE core.regions SET region_name = 'Antah'")


def _gone(desk, _):
    desk.connection.execute("DROP TABLE core.regions")


def _emptied(desk, _):
    desk.connection.execute("DELETE FROM core.regions")


def _other_rows_to_read(desk, _):
    desk.cost("I02")


def _another_model(desk, _):
    desk.made_by = ["by hand, better"]


def _another_program(_, monkeypatch):
    monkeypatch.setattr(made, "_programs", lambda: "of another version")


@pytest.mark.parametrize(
    "change", [_changed_by_hand, _gone, _emptied, _other_rows_to_read, _another_model, _another_program]
)
def test_a_table_is_made_again_when_anything_has_changed_and_then_stands(desk, monkeypatch, change):
    change(desk, monkeypatch)
    assert desk.run()
    assert not desk.run()


def test_what_is_read_may_be_written_again_with_the_same_rows(desk):
    desk.cost("I01")
    assert not desk.run()


def test_a_table_whose_making_was_stopped_does_not_stand(desk):
    desk.cost("I02")

    def stopped():
        desk._make()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.run(stopped)
    assert desk.run()


def test_everything_is_made_when_somebody_asks_for_it(desk):
    assert desk.run(anew=True)
    assert not desk.run()


def test_within_a_run_rows_are_looked_at_again_when_they_were_written(connection, filled, desk):
    stands = Made(connection)
    assert not stands.make([TABLE], desk._make, reads=[READ.full_name], made_by=desk.made_by)
    desk.cost("I02")
    stands.forget(READ)
    assert stands.make([TABLE], desk._make, reads=[READ.full_name], made_by=desk.made_by)


def test_a_module_that_makes_a_table_may_read_what_is_declared(monkeypatch):
    table = TABLES["mart.figure_derivations"]
    before = model_of(table)
    monkeypatch.setattr(made, "_warehouse", lambda: "declared otherwise")
    assert model_of(table) != before
    assert model_of(TABLES["mart.movers"]) == [writer.model_sql("mart.movers")]
