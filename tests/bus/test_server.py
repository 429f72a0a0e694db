"""The embedded server takes its configuration, and what readers need fits into it."""

import re
from pathlib import Path

import pytest

from chengyun.bus import server
from chengyun.bus.batch import HEADER, ROW_BYTES
from chengyun.bus.subjects import MB
from chengyun.sensing.gateway import LARGEST_MESSAGE_ROWS

FLOW_CONTROL_BYTES = 32 * MB


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return server.write_config(server.ServerSpec(tmp_path, 4222, "127.0.0.1", 1883, "secret"))


def megabytes(config: Path, name: str) -> int:
    found = re.search(rf"^{name}: (\d+)MB$", config.read_text(), re.MULTILINE)
    assert found
    return int(found[1]) * MB


def test_the_server_accepts_its_configuration(config: Path) -> None:
    server.check(config)


def test_a_wrong_configuration_is_refused_in_the_servers_words(config: Path) -> None:
    config.write_text(config.read_text().replace("max_pending: ", "max_parting: "))
    with pytest.raises(ValueError, match="max_parting"):
        server.check(config)


def test_the_largest_message_fits_and_a_reader_is_not_cut_for_what_is_under_way(
    config: Path,
) -> None:
    largest = megabytes(config, "max_payload")
    assert HEADER.size + LARGEST_MESSAGE_ROWS * ROW_BYTES < largest
    assert megabytes(config, "max_pending") >= FLOW_CONTROL_BYTES + largest
