"""Ports: kept when they are free, given up when somebody has them, refused when they were asked for."""

import socket
from collections.abc import Iterator

import pytest

from pipelines.errors import BadInputError
from pipelines.platform.ports import LOOPBACK, choose_port, free_port, free_ports, is_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server((LOOPBACK, 0)) as server:
        yield int(server.getsockname()[1])


def test_a_wanted_port_in_use_is_one_clear_line_that_names_its_setting(taken: int) -> None:
    with pytest.raises(BadInputError, match=rf"^port {taken} is in use: .*LINERNOTES_WEB_PORT[^\n]*$"):
        choose_port(taken, None, "LINERNOTES_WEB_PORT")


def test_a_kept_port_in_use_is_given_up(taken: int) -> None:
    chosen = choose_port(0, taken, "")
    assert chosen != taken
    assert is_free(chosen)


def test_a_free_kept_port_is_kept_and_a_wanted_one_wins_over_it() -> None:
    kept, wanted = free_ports(2)
    assert choose_port(0, kept, "") == kept
    assert choose_port(wanted, kept, "") == wanted


def test_free_ports_are_different() -> None:
    assert len(set(free_ports(20))) == 20
    assert is_free(free_port())
