from ipaddress import ip_network

import pytest

from chengyun.runtime.proxies import client

OURS = (ip_network("10.0.0.0/8"), ip_network("::1"))


@pytest.mark.parametrize(
    ("path", "proxies", "wanted"),
    [
        ([" 203.0.113.9", "10.0.0.2"], OURS, "203.0.113.9"),
        (["6.6.6.6", "203.0.113.9", "10.1.1.1", "10.0.0.2"], OURS, "203.0.113.9"),
        (["203.0.113.9", "198.51.100.1"], OURS, "198.51.100.1"),
        (["203.0.113.9", "10.0.0.2"], (), "10.0.0.2"),
        (["", "10.0.0.2"], OURS, "10.0.0.2"),
        (["nonsense", "10.0.0.2"], OURS, "nonsense"),
        (["203.0.113.9", "::1"], OURS, "203.0.113.9"),
    ],
)
def test_only_trusted_proxies_are_believed(
    path: list[str], proxies: tuple[object, ...], wanted: str
) -> None:
    assert client(path, proxies) == wanted
